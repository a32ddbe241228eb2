// "key value", or "key=value" as sshd_config allows it, with "#" for comment lines, as in redis.conf or
// sshd_config. Keys are the same in small and capital letters. What follows a "Match" of sshd_config holds
// for some connections only and is left alone.
#include <algorithm>

#include "keys/line_format.hpp"

namespace jeden::keys {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

bool same_letters(std::string_view one, std::string_view other) {
  return base::lower(one) == base::lower(other);
}

class KeyValue final : public LineFormat {
 public:
  explicit KeyValue(const Style& style) : quoting_{style.quoting} {}

  Scan scan(const Lines& lines, const Edit& edit) const override {
    Scan scan;
    std::size_t model = none;
    const std::size_t last = end_of(lines);
    for (std::size_t i = 0; i < last; ++i) {
      const std::string_view text = trimmed(lines[i]);
      if (text.empty() || text[0] == '#') continue;
      const std::size_t end = std::min(text.find_first_of(" \t="), text.size());
      if (same_letters(text.substr(0, end), edit.key)) scan.found.push_back(read(lines[i], i));
      if (end < text.size()) model = i;
      scan.end = i + 1;
    }
    if (model != none) scan.model = read(lines[model], model);
    if (scan.model && scan.model->separator.empty()) scan.model.reset();
    return scan;
  }

  std::size_t place(Lines& lines, const std::string&, const Scan& scan) const override {
    const std::size_t end = end_of(lines);
    return end == lines.size() ? end : scan.end;
  }

  std::string write_key(const Edit& edit, std::string& error) const override {
    const std::string& key = edit.key;
    if (key.empty() || same_letters(key, "Match") ||
        key.find_first_of(std::string_view{" \t\n\r\"'#=\0", 9}) != std::string::npos)
      error = "\"" + key + "\" cannot be a key of such a file";
    return key;
  }

  std::string write_value(const std::string& value, std::string& error) const override {
    if (value.empty()) return "\"\"";
    if (trimmed(value).starts_with('=') && quoting_ == Quoting::verbatim) error = "begins with \"=\"";
    const bool comment = value[0] == '#' || trimmed(value).starts_with('=') ||
                         value.find(" #") != std::string::npos || value.find("\t#") != std::string::npos;
    const bool special =
        comment || value != trimmed(value) || value.find_first_of("\"'\\") != std::string::npos;
    return quote(value, quoting_, special, error);
  }
  std::string compared(const std::string&, const std::string& written) const override {
    return std::string{trimmed(written)};
  }
  std::string_view usual_separator() const override { return " "; }

 private:
  static Entry read(std::string_view line, std::size_t number) {
    Entry entry;
    entry.line = number;
    const std::size_t start = indent_of(line), end = std::min(line.find_first_of(" \t=", start), line.size());
    std::size_t value = end + indent_of(line.substr(end));
    if (value < line.size() && line[value] == '=') value += 1 + indent_of(line.substr(value + 1));
    entry.lead = line.substr(0, start);
    entry.value = trimmed(line.substr(value));
    const bool bare = entry.value.empty();
    entry.prefix = line.substr(0, bare ? end : value);
    if (!bare) entry.separator = line.substr(end, value - end);
    return entry;
  }

  static std::size_t end_of(const Lines& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string_view text = trimmed(lines[i]);
      if (same_letters(text.substr(0, std::min(text.find_first_of(" \t"), text.size())), "Match")) return i;
    }
    return lines.size();
  }

  Quoting quoting_;
};

}  // namespace

std::unique_ptr<LineFormat> make_key_value(const Style& style) {
  return std::make_unique<KeyValue>(style);
}

}  // namespace jeden::keys
