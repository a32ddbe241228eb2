#include "config/utf8.hpp"

#include <cstdint>

namespace jeden::config {
namespace {

// The length of the valid sequence (RFC 3629: no overlong forms, no surrogates) that a text starts with; 0
// for none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool outside = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

}  // namespace

std::string_view utf8_take(std::string_view& text) {
  const std::size_t length = sequence_length(text);
  const std::string_view character = text.substr(0, length == 0 ? 1 : length);
  text.remove_prefix(character.size());
  return character;
}

bool utf8_valid(std::string_view character) {
  return sequence_length(character) == character.size();
}

unsigned utf8_length(std::string_view text) {
  unsigned length = 0;
  while (!text.empty()) {
    utf8_take(text);
    ++length;
  }
  return length;
}

std::size_t utf8_offset(std::string_view text, unsigned column) {
  std::string_view rest = text;
  for (unsigned at = 1; at < column && !rest.empty(); ++at) utf8_take(rest);
  return text.size() - rest.size();
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::string_view character = utf8_take(text);
    const auto byte = static_cast<unsigned char>(character.front());
    const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F;
    result += control || !utf8_valid(character) ? replacement : character;
  }
  return result;
}

}  // namespace jeden::config
