// When a scheduled hook is due.
#pragma once

#include <ctime>

#include "core/plan.hpp"

namespace jeden::host {

// How long from `now` until the next run. `since` is the time since the last start, negative before the
// first.
core::Millis next_run(const core::Schedule& schedule, core::Millis since, std::time_t now);

}  // namespace jeden::host
