// The built-in actions of a hook: a child of our own binary does them.
#pragma once

#include <string>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// Whether a hook has a built-in action instead of a command.
bool has_step(const Value& hook);

// Turns the program of a hook, whose settings are known, into `jeden step` with its actions as standard
// input: the command line is public.
void read_step(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading);

}  // namespace jeden::config
