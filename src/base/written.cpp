#include "base/written.hpp"

#include <array>
#include <cstdint>

#include "base/number.hpp"

namespace jeden::base {
namespace {

struct Character {
  std::array<char, 4> bytes{};
  std::size_t count = 0;   // of bytes
  std::size_t length = 0;  // of what was written
};

// Of `digits` hexadecimal digits behind `prefix` characters.
bool read_hex(std::string_view text, std::size_t prefix, std::size_t digits, std::uint32_t& number) noexcept {
  if (text.size() < prefix + digits) return false;
  const auto found = parse_number<std::uint32_t>(text.substr(prefix, digits), 16);
  number = found.value_or(number);
  return found.has_value();
}

Character byte(char value, std::size_t length) noexcept {
  return {{value}, 1, length};
}

Character in_utf8(std::uint32_t code, std::size_t length) noexcept {
  const auto tail = [code](unsigned shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) return byte(static_cast<char>(code), length);
  if (code < 0x800) return {{static_cast<char>(0xc0 | code >> 6), tail(0)}, 2, length};
  if (code < 0x10000) return {{static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)}, 3, length};
  return {{static_cast<char>(0xf0 | (code >> 18 & 7)), tail(12), tail(6), tail(0)}, 4, length};
}

Character behind_u(std::string_view text) noexcept {
  std::uint32_t high = 0, low = 0;
  if (!read_hex(text, 2, 4, high)) return {};
  const bool is_pair = high >= 0xd800 && high < 0xdc00 && text.substr(6).starts_with("\\u") &&
                       read_hex(text, 8, 4, low) && low >= 0xdc00 && low < 0xe000;
  return is_pair ? in_utf8(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), 12) : in_utf8(high, 6);
}

Character behind_backslash(std::string_view text) noexcept {
  std::uint32_t code = 0;
  if (text.size() < 2) return {};
  switch (text[1]) {
    case 'b': return byte('\b', 2);
    case 't': return byte('\t', 2);
    case 'n': return byte('\n', 2);
    case 'f': return byte('\f', 2);
    case 'r': return byte('\r', 2);
    case 'e': return byte('\x1b', 2);
    case '"':
    case '\'':
    case '/':
    case '\\': return byte(text[1], 2);
    case 'u': return behind_u(text);
    case 'U': return read_hex(text, 2, 8, code) ? in_utf8(code, 10) : Character{};
    default: return {};
  }
}

// None of `length` 0 when the first character is no escape.
Character unescape(std::string_view text) noexcept {
  std::uint32_t code = 0;
  switch (text.front()) {
    case '+': return byte(' ', 1);
    case '%': return read_hex(text, 1, 2, code) ? byte(static_cast<char>(code), 3) : Character{};
    case '\\': return behind_backslash(text);
    default: return {};
  }
}

}  // namespace

std::size_t length_of_written(std::string_view value, std::string_view text) noexcept {
  if (text.starts_with(value)) return value.size();
  std::size_t at = 0;
  while (!value.empty()) {
    if (at >= text.size()) return 0;
    const Character one = unescape(text.substr(at));
    if (one.length > 0 && value.starts_with(std::string_view{one.bytes.data(), one.count})) {
      at += one.length;
      value.remove_prefix(one.count);
    } else if (text[at] == value.front()) {
      ++at;
      value.remove_prefix(1);
    } else {
      return 0;
    }
  }
  return at;
}

}  // namespace jeden::base
