// The exit code of the cause, found out without the supervisor's help: from the event that began the shutdown
// and from what the contract says about it.
#pragma once

#include <optional>

#include "memory.hpp"

namespace jeden::sim {

struct Cause {
  std::optional<int> code;  // none: main's own, as it will have ended
};

// None: nothing in the event is a reason to end the container.
std::optional<Cause> expected_cause(const Step& step, const Memory& memory);
// Whether a hook's condition could not be looked at, which is a failed attempt of the hook.
bool is_failed_condition(const core::event::SpawnFailed& failed, const Memory& memory);
// What jeden has to end with.
int expected_code(const Step& step, const Memory& memory);

}  // namespace jeden::sim
