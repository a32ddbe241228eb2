// What the value of a variable may be: the keys type, min, max, one_of and pattern of [env] NAME.
#pragma once

#include <string>

#include "config/diagnostic.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// "is not an integer", "is less than 1": what is wrong with the value, to be said behind the variable's name
// and "which"; empty when it is right.
std::string objection_to(const std::string& value, const Value& rules);

// Reports min and max that are nothing of the type.
void check_bounds(const Value& rules, Faults& faults);

}  // namespace jeden::config
