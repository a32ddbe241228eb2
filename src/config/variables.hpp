// The [env] table.
#pragma once

#include "config/loading.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// Applies the table to the environment. References between variables work in any order; a variable that
// refers to itself gets what the container set. Required variables that are missing give one diagnostic
// together.
void apply_variables(Value& env, Loading& loading);

}  // namespace jeden::config
