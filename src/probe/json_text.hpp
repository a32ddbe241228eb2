// Strings as JSON writes them (RFC 8259).
#pragma once

#include <string>
#include <string_view>

namespace jeden::probe {

inline std::string to_json_text(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string result{"\""};
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      result += "\\u00";
      result += hex[byte >> 4];
      result += hex[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

}  // namespace jeden::probe
