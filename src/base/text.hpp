// Text in pieces. Letters are those of ASCII, whatever the locale is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeden::base {

// The pieces between separators, empty ones included: one more than there are separators.
std::vector<std::string_view> split(std::string_view text, char separator);
// The pieces that are not empty.
std::vector<std::string_view> tokens(std::string_view text, char separator);
// Without the blanks at both ends.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r\n");
// Adds to a list such as "a, b".
void append(std::string& list, std::string_view item, std::string_view between = ", ");

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
std::string lower(std::string_view text);
std::string upper(std::string_view text);

constexpr bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
// The name of a variable as shells take it (POSIX.1-2017, 3.235).
bool is_name(std::string_view text);

}  // namespace jeden::base
