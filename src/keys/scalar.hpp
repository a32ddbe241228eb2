// Single values as YAML and JSON write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keys/edit.hpp"

namespace jeden::keys {

// A string in double quotes as JSON has it, which YAML reads the same; none when it is not UTF-8.
std::optional<std::string> json_quoted(std::string_view text);

// A value or a key as YAML writes it: plain where that can be nothing but this string, otherwise in quotes.
std::optional<std::string> yaml_scalar(const Value& value);
// Whether a scalar that stands in a file, quotes included, is this value.
bool is_same_scalar(std::string_view written, const Value& value);
// The string that a quoted scalar or key stands for; none when it has an escape that is not known here.
std::optional<std::string> unquoted(std::string_view written);

// The items of "[a, b]"; none when one of them is more than a scalar.
std::optional<std::vector<std::string>> flow_items(std::string_view written);

}  // namespace jeden::keys
