// What can happen. Past participles; the host translates each libuv callback into one of these.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "core/exit_status.hpp"
#include "core/plan.hpp"

namespace jeden::core {

using ChildId = std::uint32_t;  // names one attempt, not a place: new for every spawn, 0 is nobody

namespace event {

struct Started {};
struct Spawned {
  ChildId child;
};
struct SpawnFailed {
  ChildId child;
  int code;
};  // the exit code that says why: 126, 127 or 70
struct ChildExited {
  ChildId child;
  ExitStatus status;
  bool group_left = false;  // processes of its group go on without it; GroupEnded will come
};
struct GroupEnded {  // nobody is left in the group of a child that exited earlier
  ChildId child;
  std::optional<ExitStatus> last;  // of the last member that jeden collected
};
struct ConditionChecked {
  UnitId unit;
  bool holds;
};                 // the answer to action::Check
struct Notified {  // a program said that it is ready
  UnitId unit;
  bool upgrade = false;  // a gate: only for what is done at an upgrade
};
struct Signalled {
  int signal;
};
struct StopAsked {  // by somebody who could have sent the signal
  int signal;
};
struct RestartAsked {
  UnitId unit;
};
struct Scheduled {  // the answer to action::Schedule
  UnitId unit;
  Millis in;
};
struct Extended {  // a program needs this much longer, counted from now
  UnitId unit;
  Millis by;
};
struct WatchdogFed {  // a program said that it is alive, and perhaps how often it is going to say so
  UnitId unit;
  std::optional<Millis> every = std::nullopt;
};
struct FoundUnhealthy {  // a program said that it is not well
  UnitId unit;
};
struct DeadlineReached {};
struct NoneLeft {};  // the answer to action::Sweep: no process but jeden itself is left

}  // namespace event

using Event =
    std::variant<event::Started, event::Spawned, event::SpawnFailed, event::ChildExited, event::GroupEnded,
                 event::ConditionChecked, event::Notified, event::Signalled, event::StopAsked,
                 event::RestartAsked, event::Scheduled, event::Extended, event::WatchdogFed,
                 event::FoundUnhealthy, event::DeadlineReached, event::NoneLeft>;

}  // namespace jeden::core
