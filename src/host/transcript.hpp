// What the core tells, as lines of the log.
#pragma once

#include <sys/types.h>

#include "core/action.hpp"
#include "core/plan.hpp"
#include "log/log.hpp"

namespace jeden::host {

// `pid` of the child that the news is about, or 0; `reason` is empty or a sentence.
void tell(log::Log& log, const core::Plan& plan, const core::action::Tell& news, pid_t pid,
          std::string_view reason);

}  // namespace jeden::host
