// The conditions of a hook, and of a rule about the environment, that can be decided while loading.
#pragma once

#include "config/loading.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// if_env, unless_env, if_fact and unless_fact. What names no variable is reported.
bool environment_allows(const Value& table, Loading& loading);

}  // namespace jeden::config
