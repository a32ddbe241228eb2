// Names by patterns, such as APP_* for variables.
#pragma once

#include <string>
#include <vector>

namespace jeden::base {

// One of the patterns (fnmatch(3)) describes the name.
bool fits_any(const std::string& name, const std::vector<std::string>& patterns);

}  // namespace jeden::base
