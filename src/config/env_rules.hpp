// [[env_rule]]: what has to be true of several variables together.
#pragma once

#include "config/loading.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// Reports the rules that the environment breaks; it is complete by now. A variable that is empty counts as
// not set.
void check_env_rules(const Value& root, Loading& loading);

}  // namespace jeden::config
