// A hook that runs the files of a directory.
#pragma once

#include <string>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// Turns the program of a hook with the key `directory`, whose settings are known, into `jeden step`.
void read_directory(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading);

// Reports keys that belong to `directory` in a hook that has none.
void check_directory_keys(const Value& hook, Loading& loading);

}  // namespace jeden::config
