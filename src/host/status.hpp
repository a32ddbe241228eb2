// What the control socket answers to `status`.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

#include "core/supervisor.hpp"

namespace jeden::host {

// One JSON object: the life, whether the container is ready, and each unit with its phase, pid and times.
std::string status_json(const core::Plan& plan, const core::Supervisor& supervisor, core::Instant now,
                        const std::function<pid_t(core::ChildId)>& pid_of);

}  // namespace jeden::host
