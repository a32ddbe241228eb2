// The formats in which keys stand within keys.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "keys/edit.hpp"
#include "keys/lines.hpp"

namespace jeden::keys {

// "a.b.c" as its keys; the whole when `separator` is empty. Empty keys are an error.
std::vector<std::string> path_of(const std::string& key, const std::string& separator, std::string& error);

// Block mappings, line by line; everything else stays byte for byte as it is.
bool edit_yaml(Lines& lines, const Edit& edit, const Style& style, std::string& error);

// The whole text anew, in the indentation that it has; order and the spelling of strings as they were.
std::string edit_json(std::string_view text, const std::vector<Edit>& edits, const Style& style,
                      std::vector<std::string>& changes, std::string& error);

}  // namespace jeden::keys
