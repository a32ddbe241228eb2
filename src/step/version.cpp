#include "step/version.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace jeden::step {
namespace {

// The digits in front, without zeros before them, of any length.
std::string_view take_number(std::string_view& text) {
  std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  text.remove_prefix(digits.size());
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

}  // namespace

int compare_versions(std::string_view first, std::string_view second) {
  while (!first.empty() && !second.empty()) {
    if (base::is_digit(first[0]) && base::is_digit(second[0])) {
      const std::string_view one = take_number(first), other = take_number(second);
      if (one.size() != other.size()) return one.size() < other.size() ? -1 : 1;
      if (const int order = one.compare(other)) return order;
    } else if (first[0] != second[0]) {
      return first[0] < second[0] ? -1 : 1;
    } else {
      first.remove_prefix(1);
      second.remove_prefix(1);
    }
  }
  if (first.empty() && second.empty()) return 0;
  const std::string_view rest = first.empty() ? second : first;
  const bool before_release = rest[0] == '-' || rest[0] == '~';
  return first.empty() == before_release ? 1 : -1;
}

}  // namespace jeden::step
