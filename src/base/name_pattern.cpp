#include "base/name_pattern.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace jeden::base {

bool fits_any(const std::string& name, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
}

}  // namespace jeden::base
