// What the control socket answers to `status`.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "core/supervisor.hpp"

namespace jeden::host {

// "hook", "wait", "service" or "main".
std::string_view kind_of(const core::Unit& unit);

// One JSON object: the life, whether the container is ready, and each unit with its phase, pid and times.
std::string status_json(const core::Plan& plan, const core::Supervisor& supervisor, core::Instant now,
                        const std::function<pid_t(core::ChildId)>& pid_of);

}  // namespace jeden::host
