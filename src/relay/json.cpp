#include "relay/json.hpp"

#include <cstdint>
#include <cstring>

namespace jeden::relay {
namespace {

constexpr std::uint64_t ones = 0x0101010101010101;
constexpr std::uint64_t high_bits = 0x8080808080808080;

constexpr std::uint64_t has_zero_byte(std::uint64_t word) {
  return (word - ones) & ~word & high_bits;
}

// Whether one of eight bytes is a control character, a quote, a backslash or not ASCII. May be wrong about a
// byte only when it is right about another of the eight.
bool needs_care(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  const std::uint64_t control = (word - ones * 0x20) & ~word & high_bits;
  return ((word & high_bits) | control | has_zero_byte(word ^ (ones * '"')) |
          has_zero_byte(word ^ (ones * '\\'))) != 0;
}

char* escape_ascii(char* out, unsigned char byte) {
  constexpr char hex[] = "0123456789abcdef";
  char letter = 0;
  switch (byte) {
    case '"':
    case '\\': letter = static_cast<char>(byte); break;
    case '\b': letter = 'b'; break;
    case '\f': letter = 'f'; break;
    case '\n': letter = 'n'; break;
    case '\r': letter = 'r'; break;
    case '\t': letter = 't'; break;
    default:
      if (byte >= 0x20) {
        *out = static_cast<char>(byte);
        return out + 1;
      }
      for (const char c : {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]}) *out++ = c;
      return out;
  }
  out[0] = '\\';
  out[1] = letter;
  return out + 2;
}

struct Sequence {
  std::size_t size;
  bool valid;
};

// What a text begins with that is not ASCII: a character, or the part of one before the first wrong byte
// (table 3-7 of Unicode: the second byte's range keeps out overlong forms, surrogates and what is above
// U+10FFFF).
Sequence sequence_at(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0xC2 || first > 0xF4) return {1, false};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  unsigned low = 0x80, high = 0xBF;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  for (std::size_t i = 1; i < size; ++i) {
    if (i == text.size() || byte(i) < low || byte(i) > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {size, true};
}

}  // namespace

char* escape_json(char* out, std::string_view text) noexcept {
  while (!text.empty()) {
    while (text.size() >= 8 && !needs_care(text.data())) {
      std::memcpy(out, text.data(), 8);
      out += 8;
      text.remove_prefix(8);
    }
    if (text.empty()) break;
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x80) {
      out = escape_ascii(out, byte);
      text.remove_prefix(1);
      continue;
    }
    const Sequence sequence = sequence_at(text);
    const std::string_view shown = sequence.valid ? text.substr(0, sequence.size) : "\xEF\xBF\xBD";
    std::memcpy(out, shown.data(), shown.size());
    out += shown.size();
    text.remove_prefix(sequence.size);
  }
  return out;
}

}  // namespace jeden::relay
