// Characters of a text that may be anything: a byte that is not part of valid UTF-8 is a character of its
// own.
#pragma once

#include <string>
#include <string_view>

namespace jeden::config {

inline constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// Takes the first character off a text that is not empty.
std::string_view utf8_take(std::string_view& text);
// True unless the one character is a stray byte.
bool utf8_valid(std::string_view character);
unsigned utf8_length(std::string_view text);
// The byte at which the character of a column (from 1) starts; the text's size when it is shorter.
std::size_t utf8_offset(std::string_view text, unsigned column);
// For terminals: control characters and stray bytes become U+FFFD; tabs stay.
std::string printable(std::string_view text);

}  // namespace jeden::config
