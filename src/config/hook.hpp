// One [[hook]].
#pragma once

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// `number` counts the hooks of the file from 1: an unnamed one is called after it.
core::Unit read_hook(const Value& table, std::size_t number, Loading& loading);

}  // namespace jeden::config
