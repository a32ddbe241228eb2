// Versions of what was set up, such as "16.2" or "1.0-rc1".
#pragma once

#include <string_view>

namespace jeden::step {

// Negative: the first is older. Numbers in it count as numbers; "1.0-rc1" is older than "1.0".
int compare_versions(std::string_view first, std::string_view second);

}  // namespace jeden::step
