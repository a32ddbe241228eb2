// Why the container ends: the first thing that made it.
#pragma once

#include <cstdint>

#include "core/exit_status.hpp"
#include "core/plan.hpp"

namespace jeden::core {

struct Cause {
  enum class Of : std::uint8_t {
    nothing,          // it does not end, or after the set-up that was asked for
    asked,            // a stop request, with `status.signal`
    main_ended,       // or ran out of its time
    hook_failed,      // and the start was given up
    essential_ended,  // a service without which there shall be no container
    needed_ended,     // a service that others wait for, which are going to wait in vain
    restart_limit,    // it ended, and may not be started once more
    not_ready,        // it was not ready within its time
    unhealthy,        // and `live` says that the container ends then
  };
  Of of = Of::nothing;
  UnitId unit = 0;       // whom it concerns
  ExitStatus status{};   // how its program ended
  bool overran = false;  // it was stopped because its time was over
  bool begun = false;    // its program has been started at all
};

}  // namespace jeden::core
