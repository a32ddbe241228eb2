// [section], key = value; ";" and "#" begin a comment line. What php.ini, my.cnf, odoo.conf, app.ini and
// postgresql.conf have in common.
#include "keys/line_format.hpp"

namespace jeden::keys {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

bool is_comment(std::string_view text) {
  return text.starts_with(';') || text.starts_with('#');
}

class Ini final : public LineFormat {
 public:
  explicit Ini(const Style& style) : quoting_{style.quoting} {}

  Scan scan(const Lines& lines, const Edit& edit) const override {
    Scan scan;
    bool inside = edit.section.empty(), follows = false, was_found = false;
    std::size_t lead = 0, model = none, model_lead = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string_view text = trimmed(lines[i]);
      if (const auto name = header(text)) {
        if (edit.section.empty()) break;
        inside = *name == edit.section;
        follows = false;
        continue;
      }
      if (!inside || text.empty() || is_comment(text)) continue;
      // Deeper than the key before it: for some programs the value goes on, for others it is a key.
      const bool deeper = follows && indent_of(lines[i]) > lead;
      if (deeper && was_found) scan.found.back().open = true;
      if (!deeper) lead = indent_of(lines[i]);
      const std::size_t sign = text.find_first_of("=:");
      was_found = trimmed(text.substr(0, sign)) == edit.key;
      if (was_found) scan.found.push_back(read(lines[i], i, lead));
      if (sign != std::string_view::npos) model = i, model_lead = lead;
      scan.end = i + 1;
      follows = true;
    }
    if (model != none) scan.model = read(lines[model], model, model_lead);
    return scan;
  }

  std::size_t place(Lines& lines, const std::string& section, const Scan& scan) const override {
    if (scan.end != 0) return scan.end;
    if (section.empty()) return behind_first_comment(lines);
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (header(trimmed(lines[i])) == section) return i + 1;
    if (lines.size() > 0 && !trimmed(lines[lines.size() - 1]).empty()) lines.insert(lines.size(), "");
    lines.insert(lines.size(), '[' + section + ']');
    return lines.size();
  }

  std::string write_key(const Edit& edit, std::string& error) const override {
    const std::string& key = edit.key;
    if (key.empty() || key != trimmed(key) || is_comment(key) || key[0] == '[' ||
        key.find_first_of(std::string_view{"=:\n\r\0", 5}) != std::string::npos)
      error = "\"" + key + "\" cannot be a key of an ini file";
    const std::string& section = edit.section;
    if (section != trimmed(section) ||
        section.find_first_of(std::string_view{"]\n\r\0", 4}) != std::string::npos)
      error = "\"" + section + "\" cannot be a section of an ini file";
    return key;
  }

  std::string write_value(const std::string& value, std::string& error) const override {
    const bool special = value != trimmed(value) || value.find_first_of(";#\"'`") != std::string::npos;
    return quote(value, quoting_, special, error);
  }
  std::string compared(const std::string&, const std::string& written) const override {
    return std::string{trimmed(written)};
  }
  std::string_view usual_separator() const override { return " = "; }

 private:
  static std::optional<std::string_view> header(std::string_view text) {
    const std::size_t end = text.find(']');
    if (!text.starts_with('[') || end == std::string_view::npos) return std::nullopt;
    return trimmed(text.substr(1, end - 1));
  }

  // Behind the comment that the file begins with.
  static std::size_t behind_first_comment(const Lines& lines) {
    std::size_t at = 0;
    while (at < lines.size() && is_comment(trimmed(lines[at]))) ++at;
    return at;
  }

  static Entry read(std::string_view line, std::size_t number, std::size_t lead) {
    Entry entry;
    entry.line = number;
    const std::size_t start = indent_of(line), sign = line.find_first_of("=:", start);
    const std::size_t end =
        start + trimmed(line.substr(start, sign == std::string_view::npos ? sign : sign - start)).size();
    entry.lead = line.substr(0, lead);
    entry.prefix = line.substr(0, end);
    if (sign == std::string_view::npos) return entry;
    const std::size_t value = sign + 1 + indent_of(line.substr(sign + 1));
    entry.prefix = line.substr(0, value);
    entry.separator = line.substr(end, value - end);
    entry.value = trimmed(line.substr(value));
    return entry;
  }

  Quoting quoting_;
};

}  // namespace

std::unique_ptr<LineFormat> make_ini(const Style& style) {
  return std::make_unique<Ini>(style);
}

}  // namespace jeden::keys
