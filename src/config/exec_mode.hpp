// What cannot be had when jeden replaces itself with the main program.
#pragma once

#include "config/diagnostic.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// Reports every key that needs a supervisor.
void check_exec_mode(const Value& root, Faults& faults);

}  // namespace jeden::config
