// A look at the file system for a condition of a hook.
#pragma once

#include "core/plan.hpp"

namespace jeden::host {

// Whether it holds now, before must_hold is looked at: the path exists, something is mounted on it, or this
// process may write to it (access(2), which knows read-only file systems also for root).
bool holds(const core::FileCondition& condition) noexcept;

}  // namespace jeden::host
