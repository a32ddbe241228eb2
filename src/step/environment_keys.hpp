// Variables whose names begin alike, as keys of a file.
#pragma once

#include <string>
#include <vector>

#include "base/record.hpp"
#include "keys/edit.hpp"

namespace jeden::step {

// Field "env_prefix": which variables; it is cut off. "env_except", repeated: names or patterns that are left
// out. "env_section_separator": what ends the section in the rest of the name. "env_replace", repeated, each
// followed by ".with": what the rest is rewritten by, the longest that fits first; what none fits is written
// as "env_case" says (lower, upper, keep). "env_empty": set, skip or remove. Sorted by name.
std::vector<keys::Edit> environment_keys(const base::Record& action,
                                         const std::vector<std::string>& environment);

}  // namespace jeden::step
