// Small work on text.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace jeden::import {

inline bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  for (const std::string_view one : list)
    if (text == one) return true;
  return false;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

inline bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

using base::is_name;
using base::lower;

// Within double quotes a backslash stands for itself but before $ ` " \ and the end of a line.
std::string unescape_quoted(std::string_view text);

// Dollars doubled where init.toml would expand something, or might when text follows.
std::string escape_dollars(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view between);
std::string plural(std::size_t count, std::string_view noun);

}  // namespace jeden::import
