// "key value", or "key=value" as sshd_config allows it, with "#" for comment lines, as in redis.conf or
// sshd_config. Keys are the same in small and capital letters. What follows a "Match" of sshd_config holds
// for some connections only and is left alone.
#include <algorithm>

#include "keys/line_format.hpp"

namespace jeden::keys {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool same_letters(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

class KeyValue final : public LineFormat {
 public:
  explicit KeyValue(const Style& style) : quoting_{style.quoting} {}

  std::vector<Entry> scan(const Lines& lines, const std::string&) const override {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < end_of(lines); ++i) {
      const std::string_view line = lines[i], text = trimmed(line);
      if (text.empty() || text[0] == '#') continue;
      Entry entry;
      entry.line = i;
      const std::size_t start = indent_of(line),
                        end = std::min(line.find_first_of(" \t=", start), line.size());
      std::size_t value = end + indent_of(line.substr(end));
      if (value < line.size() && line[value] == '=') value += 1 + indent_of(line.substr(value + 1));
      entry.lead = line.substr(0, start);
      entry.key = line.substr(start, end - start);
      entry.prefix = line.substr(0, value);
      entry.separator = line.substr(end, value - end);
      entry.value = trimmed(line.substr(value));
      if (entry.value.empty()) {
        entry.prefix = line.substr(0, end);
        entry.separator.clear();
      }
      entries.push_back(std::move(entry));
    }
    return entries;
  }

  std::size_t place(Lines& lines, const std::string&, const std::vector<Entry>& entries) const override {
    const std::size_t end = end_of(lines);
    if (end == lines.size()) return end;
    return entries.empty() ? 0 : entries.back().line + 1;
  }

  bool same_key(std::string_view one, std::string_view other) const override {
    return same_letters(one, other);
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
    if (value[0] == '=' && quoting_ == Quoting::verbatim) error = "begins with \"=\"";
    const bool comment = value[0] == '#' || value[0] == '=' || value.find(" #") != std::string::npos ||
                         value.find("\t#") != std::string::npos;
    const bool special =
        comment || value != trimmed(value) || value.find_first_of("\"'\\") != std::string::npos;
    return quote(value, quoting_, special, error);
  }
  std::string compared(const std::string&, const std::string& written) const override {
    return std::string{trimmed(written)};
  }
  std::string_view usual_separator() const override { return " "; }

 private:
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
