// Java's properties: key=value, key: value or key value; "#" and "!" for comment lines; a backslash at the
// end goes on in the next line (java.util.Properties). What is written is ASCII, so that every Java reads the
// same.
#include <algorithm>

#include "base/number.hpp"
#include "keys/line_format.hpp"
#include "keys/utf8.hpp"

namespace jeden::keys {
namespace {

bool is_space(char c) {
  return is_blank(c) || c == '\f';
}
std::size_t spaces(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_space(text[length])) ++length;
  return length;
}

bool ends_open(std::string_view line) {
  std::size_t count = 0;
  while (count < line.size() && line[line.size() - 1 - count] == '\\') ++count;
  return count % 2 == 1;
}

// Bytes that are no escape stay as they are.
std::string decoded(std::string_view text) {
  std::string result;
  unsigned high = 0;  // the first half of a pair
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    const char c = text[++i];
    if (const auto unit = c == 'u' && i + 4 < text.size()
                              ? base::parse_number<unsigned>(text.substr(i + 1, 4), 16)
                              : std::nullopt) {
      i += 4;
      if (*unit >= 0xD800 && *unit < 0xDC00)
        high = *unit;
      else if (*unit >= 0xDC00 && *unit < 0xE000 && high != 0)
        append_utf8(0x10000 + ((high - 0xD800) << 10) + (*unit - 0xDC00), result), high = 0;
      else
        append_utf8(*unit, result);
      continue;
    }
    constexpr std::string_view letters = "tnrf", meanings = "\t\n\r\f";
    const std::size_t at = letters.find(c);
    result += at == std::string_view::npos ? c : meanings[at];
  }
  return result;
}

void escape_unit(unsigned unit, std::string& result) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  result += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) result += hex[unit >> shift & 15U];
}

void escape(unsigned code, bool everywhere, bool first, std::string& result) {
  constexpr std::string_view letters = "tnrf", meanings = "\t\n\r\f";
  const char c = code < 0x80 ? static_cast<char>(code) : '\x80';
  if (const std::size_t at = meanings.find(c); at != std::string_view::npos) {
    result += '\\';
    result += letters[at];
  } else if (code > 0xFFFF) {
    escape_unit(0xD800 + ((code - 0x10000) >> 10), result);
    escape_unit(0xDC00 + ((code - 0x10000) & 0x3FF), result);
  } else if (code >= 0x7F || code < 0x20) {
    escape_unit(code, result);
  } else {
    if (c == '\\' || ((everywhere || first) && std::string_view{" =:#!"}.find(c) != std::string_view::npos))
      result += '\\';
    result += c;
  }
}

// In a key every blank and sign is escaped, in a value one at its beginning.
std::string encoded(std::string_view text, bool key, std::string& error) {
  std::string result;
  while (!text.empty()) {
    const auto code = take_utf8(text);
    if (!code) {
      error = "is not UTF-8";
      return {};
    }
    escape(*code, key, result.empty(), result);
  }
  return result;
}

class Properties final : public LineFormat {
 public:
  Scan scan(const Lines& lines, const Edit& edit) const override {
    Scan scan;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::size_t number = i, start = spaces(lines[i]);
      if (start == lines[i].size() || lines[i][start] == '#' || lines[i][start] == '!') continue;
      std::string joined;
      std::string_view whole = lines[i];
      const std::size_t first = whole.size();
      while (ends_open(whole) && i + 1 < lines.size()) {
        joined = whole.substr(0, whole.size() - 1);
        const std::string_view next = lines[++i];
        joined += next.substr(spaces(next));
        whole = joined;
      }
      std::size_t end = start;
      while (end < whole.size() && !is_space(whole[end]) && whole[end] != '=' && whole[end] != ':')
        end += whole[end] == '\\' ? 2 : 1;
      end = std::min(end, whole.size());
      std::size_t value = end + spaces(whole.substr(end));
      if (value < whole.size() && (whole[value] == '=' || whole[value] == ':'))
        value += 1 + spaces(whole.substr(value + 1));
      Entry entry;
      entry.line = number;
      entry.count = i - number + 1;
      entry.lead = whole.substr(0, start);
      entry.separator = whole.substr(end, value - end);
      scan.end = i + 1;
      if (const std::string_view key = whole.substr(start, end - start); is_same(key, edit.key)) {
        entry.prefix = whole.substr(0, value);
        entry.value = decoded(whole.substr(value));
        // A key that is itself spread over lines is written anew.
        if (entry.count > 1 && entry.prefix.size() >= first) {
          entry.separator = "=";
          entry.prefix = entry.lead + std::string{key} + '=';
        }
        scan.found.push_back(entry);
      }
      if (!entry.separator.empty()) scan.model = std::move(entry);
    }
    return scan;
  }

  std::size_t place(Lines& lines, const std::string&, const Scan& scan) const override {
    return scan.end != 0 ? scan.end : lines.size();
  }

  bool is_complete(const Lines& lines) const override {
    return lines.size() == 0 || scan(lines, {}).end != lines.size() || !ends_open(lines[lines.size() - 1]);
  }

  std::string write_key(const Edit& edit, std::string& error) const override {
    std::string problem, key = encoded(edit.key, true, problem);
    if (key.empty()) error = "\"" + edit.key + "\" cannot be a key of a properties file";
    return key;
  }
  std::string write_value(const std::string& value, std::string& error) const override {
    return encoded(value, false, error);
  }
  std::string compared(const std::string& value, const std::string&) const override { return value; }
  std::string_view usual_separator() const override { return "="; }

 private:
  static bool is_same(std::string_view written, const std::string& key) {
    return written.find('\\') == std::string_view::npos ? written == key : decoded(written) == key;
  }
};

}  // namespace

std::unique_ptr<LineFormat> make_properties() {
  return std::make_unique<Properties>();
}

}  // namespace jeden::keys
