#include "keys/scalar.hpp"

#include <algorithm>
#include <array>

#include "base/number.hpp"
#include "base/text.hpp"
#include "keys/lines.hpp"
#include "keys/utf8.hpp"

namespace jeden::keys {
namespace {

bool is_word_character(char c) {
  return base::is_name_character(c) || c == '/' || c == '.';
}

// What some YAML 1.1 or 1.2 reader takes for a number, a date, true, false or null.
bool may_be_no_string(std::string_view text) {
  constexpr std::array words{"",  "~",    "null", "true", "false", "yes",   "no", "on",  "off", "y",
                             "n", ".inf", ".nan", "=",    "-.inf", "+.inf", "<<", "---", "..."};
  if (std::find(words.begin(), words.end(), base::lower(text)) != words.end()) return true;
  constexpr std::string_view digits = "0123456789", first = "0123456789+-.";
  return first.find(text[0]) != std::string_view::npos &&
         text.find_first_of(digits) != std::string_view::npos &&
         text.find_first_not_of("0123456789+-._:abcdefABCDEFxXoOtTzZ ") == std::string_view::npos &&
         std::count(text.begin(), text.end(), '.') < 2;
}

bool is_plain(std::string_view text) {
  return !text.empty() && is_word_character(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_word_character(c) || c == '-' || c == '@';
  });
}

void append_escaped(unsigned code, std::string& result) {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr unsigned next_line = 0x85, line_separator = 0x2028, paragraph_separator = 0x2029;
  if (code == '"' || code == '\\') {
    result += '\\';
    result += static_cast<char>(code);
  } else if (code == '\n') {
    result += "\\n";
  } else if (code == '\t') {
    result += "\\t";
  } else if (code < 0x20 || (code >= 0x7F && code < 0xA0) || code == next_line || code == line_separator ||
             code == paragraph_separator || code == 0xFEFF) {
    result += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) result += hex[code >> shift & 15U];
  } else {
    append_utf8(code, result);
  }
}

// The escape at the beginning of `text`, which starts behind the backslash.
bool take_escape(std::string_view& text, std::string& result) {
  if (text.empty()) return false;
  constexpr std::string_view letters = "0abtnvfre\"\\/ ", meanings{"\0\a\b\t\n\v\f\r\x1b\"\\/ ", 13};
  const char c = text[0];
  text.remove_prefix(1);
  if (const std::size_t at = letters.find(c); at != std::string_view::npos) {
    result += meanings[at];
    return true;
  }
  const std::size_t length = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (length == 0 || text.size() < length) return false;
  const auto code = base::parse_number<unsigned>(text.substr(0, length), 16);
  if (!code) return false;
  append_utf8(*code, result);
  text.remove_prefix(length);
  return true;
}

}  // namespace

std::optional<std::string> json_quoted(std::string_view text) {
  std::string result{'"'};
  while (!text.empty()) {
    const auto code = take_utf8(text);
    if (!code) return std::nullopt;
    append_escaped(*code, result);
  }
  return result + '"';
}

std::optional<std::string> yaml_scalar(const Value& value) {
  if (value.raw || (is_plain(value.text) && !may_be_no_string(value.text))) return value.text;
  return json_quoted(value.text);
}

std::optional<std::string> unquoted(std::string_view written) {
  if (written.size() < 2 || written.front() != written.back()) return std::nullopt;
  const bool single = written[0] == '\'';
  std::string_view inner = written.substr(1, written.size() - 2);
  std::string result;
  while (!inner.empty()) {
    const char c = inner[0];
    inner.remove_prefix(1);
    if (single && c == '\'') {
      if (!inner.starts_with('\'')) return std::nullopt;
      inner.remove_prefix(1);
    } else if (!single && c == '\\') {
      if (!take_escape(inner, result)) return std::nullopt;
      continue;
    } else if (!single && c == '"') {
      return std::nullopt;
    }
    result += c;
  }
  return result;
}

bool is_same_scalar(std::string_view written, const Value& value) {
  if (value.raw) return written == value.text;
  if (written.starts_with('"') || written.starts_with('\'')) return unquoted(written) == value.text;
  if (written.empty() || std::string_view{"&*!|>[{%@`#"}.find(written[0]) != std::string_view::npos)
    return false;
  return written == value.text && !may_be_no_string(written);
}

std::optional<std::vector<std::string>> flow_items(std::string_view written) {
  if (written.size() < 2 || written.front() != '[' || written.back() != ']') return std::nullopt;
  std::string_view inner = trimmed(written.substr(1, written.size() - 2));
  std::vector<std::string> items;
  while (!inner.empty()) {
    std::size_t end = 0;
    if (inner[0] == '"' || inner[0] == '\'') {
      const char quote = inner[0];
      for (end = 1; end < inner.size() && inner[end] != quote; ++end)
        if (quote == '"' && inner[end] == '\\') ++end;
      if (end >= inner.size()) return std::nullopt;
      ++end;
    } else {
      end = std::min(inner.find(','), inner.size());
      if (inner.substr(0, end).find_first_of("[]{}:#&*!\"'") != std::string_view::npos) return std::nullopt;
    }
    items.emplace_back(trimmed(inner.substr(0, end)));
    inner = trimmed(inner.substr(end));
    if (inner.empty()) break;
    if (inner[0] != ',') return std::nullopt;
    inner = trimmed(inner.substr(1));
  }
  return items;
}

}  // namespace jeden::keys
