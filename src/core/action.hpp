// What is to be done. Imperatives; the host performs them in order.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/event.hpp"

namespace jeden::core {

// Why a child exists. Only the program counts for its unit's fate; the others answer a question about it.
enum class Role : std::uint8_t { program, condition, readiness, liveness, stop, drain };

// Lines of the log. The core decides what is said, the host adds pid and time.
enum class News : std::uint8_t {
  hook_started,
  hook_succeeded,
  hook_failed,
  hook_stopped,  // because the container stops
  hook_retried,
  hook_skipped,
  done_before,  // a hook or a service of a group that was done once is left out
  hook_timed_out,
  service_started,
  service_ready,
  service_exited,
  service_restarted,
  service_unhealthy,
  service_timed_out,
  main_started,
  main_ready,
  main_exited,
  main_restarted,
  main_unhealthy,
  main_timed_out,
  ready_timed_out,
  essential_ended,  // these three say why the container ends now
  needed_ended,
  restart_limit_reached,
  stop_requested,
  stop_hurried,
  stop_forced,
  drain_started,
  stop_sent,
  stop_command_failed,
  kill_sent,
  signal_forwarded,
  signal_ignored,
  reported,  // at the end, one for each program: how long it ran, how it ended, how long its stop took
  ended,
};

// What a line of the log leaves open otherwise: which condition a hook was skipped for, who says that a
// program is not well.
enum class Why : std::uint8_t {
  none,
  environment,
  file,
  condition,
  condition_overran,
  probes,
  watchdog,
  said,
};

inline constexpr UnitId no_unit = 0xffff;

// Whether a program that is suspended (SIGSTOP, SIGTSTP) is continued after the signal: before that it would
// not hear it, and its stop would end with SIGKILL.
enum class Wake : std::uint8_t { no, yes };

namespace action {

struct Spawn {
  ChildId child;
  UnitId unit;
  Role role;
};
struct Exec {
  ChildId child;
  UnitId unit;
};  // replace jeden by the program; comes back as SpawnFailed or never
struct Check {
  UnitId unit;
};  // look at the unit's file conditions
struct Signal {
  ChildId child;
  int signal;
  SignalTarget target;
  Wake wake = Wake::no;
};
// What a program that has died leaves in its process group is killed before the program is started again: it
// may hold a port or a lock. So is what a temporary service leaves.
struct EndGroup {
  ChildId child;
};
// Send the signal to every process that is left and is nobody's unit, and say NoneLeft as soon as none is.
struct Sweep {
  int signal;
};
struct Reload {};  // reopen the log files
// Say to whoever asks whether the container is ready.
struct Announce {
  bool ready;
};
// Find out when the unit is due next; answered by Scheduled. `since` its last start, negative before the
// first.
struct Schedule {
  UnitId unit;
  Millis since;
};
struct Tell {
  News news;
  UnitId unit = no_unit;
  ChildId child = 0;
  int code = -1;  // an exit code; -1: none
  int signal = 0;
  std::uint32_t attempt = 0, of = 0;
  Millis after{-1};             // how long it took; negative: does not apply
  Millis stopping{-1};          // reported: from its first stop signal to its end
  bool killed = false;          // reported: it took SIGKILL
  std::uint8_t stop_steps = 0;  // reported: how many steps of its stop sequence it took
  Why why = Why::none;
};
struct Finish {
  int code;
};  // leave with this code; nothing follows

}  // namespace action

using Action =
    std::variant<action::Spawn, action::Exec, action::Check, action::Signal, action::EndGroup, action::Sweep,
                 action::Reload, action::Announce, action::Schedule, action::Tell, action::Finish>;
using Actions =
    std::vector<Action>;  // the caller reserves and reuses it, so that nothing is allocated per event

}  // namespace jeden::core
