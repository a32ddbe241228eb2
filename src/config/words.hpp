// Small things about words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeden::config {

// The words between blanks, tabs and newlines; no quoting.
std::vector<std::string_view> split_blanks(std::string_view text);
// What follows the last slash.
std::string_view base_name(std::string_view path);

}  // namespace jeden::config
