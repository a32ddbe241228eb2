// The tables [shutdown] and [init].
#pragma once

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// `plan` has its main already: the signal that stops it asks the container to stop, too.
void read_shutdown(const Value& root, core::Plan& plan, Loading& loading);
void read_init(const Value& root, core::Plan& plan);

}  // namespace jeden::config
