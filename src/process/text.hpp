// Numbers and lists in the words of a command line.
#pragma once

#include <string_view>

#include "base/number.hpp"

namespace jeden::process {

// The whole text as a number from `least` to `most`; false for anything else.
template <typename Number>
bool read_number(std::string_view text, Number& number, Number least, Number most, int base = 10) {
  const auto found = base::parse_number<Number>(text, base);
  if (found) number = *found;
  return found && number >= least && number <= most;
}

// Calls `read` with each element of "a,b,c" until it returns false; "none" has no elements. False when it
// did, or for an empty element.
template <typename Read>
bool for_each_element(std::string_view list, Read read) {
  if (list == "none") return true;
  for (;;) {
    const std::size_t comma = list.find(',');
    if (comma == 0 || list.empty() || !read(list.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace jeden::process
