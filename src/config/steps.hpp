// The built-in actions of a hook: a child of our own binary does them.
#pragma once

#include <string>
#include <string_view>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// The key of the action that a hook has instead of a command; empty when it has none.
std::string_view step_key(const Value& hook);

// Turns the program of a hook, whose settings are known, into `jeden step` with its actions as standard
// input: the command line is public.
void read_step(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading);

}  // namespace jeden::config
