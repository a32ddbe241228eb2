// What a hook says to what starts after it.
#pragma once

#include <string>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// The keys capture and exports of a hook whose stage and schedule are known.
void read_exports(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading);

}  // namespace jeden::config
