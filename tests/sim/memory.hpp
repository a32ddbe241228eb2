// What the invariants remember of a life: kept from events and actions alone, beside the supervisor's own
// state.
#pragma once

#include <optional>
#include <vector>

#include "core/supervisor.hpp"

namespace jeden::sim {

using core::Instant;
using core::Millis;

// One event, and what the core made of it. The actions have not been performed yet.
struct Step {
  const core::Plan& plan;
  const core::Supervisor& supervisor;
  const std::vector<core::UnitState>& before;
  core::Life life_before;
  const core::Event& event;
  Instant now;
  const core::Actions& actions;
  std::size_t allocations;  // while the event was handled
  bool is_quiet;            // no answer to an action is on its way
  Millis late{0};           // so much after its time a timer may come

  core::Life life() const { return supervisor.life(); }
  bool begins_shutdown() const { return life_before == core::Life::up && life() != core::Life::up; }
};

struct ChildMemory {
  core::UnitId unit = core::no_unit;
  core::Role role = core::Role::program;
  bool living = false;
  bool lingering = false;  // only members of its group are left
  bool killed = false;
  std::optional<Instant> asked;  // when it was sent something milder
  Instant started{};
  core::ExitStatus status;
};

struct UnitMemory {
  core::ChildId program = 0;           // the last one
  core::ChildId helper = 0;            // the last one
  unsigned attempts = 0;               // in this run
  bool was_stopping = false;           // before the shutdown began, for a reason of its own
  bool extended = false;               // its time was
  bool condition_held = false;         // when it was looked at
  std::optional<Instant> limit;        // of the phase running
  std::optional<Instant> pause_until;  // the next attempt
  std::optional<Instant> ready_at;     // ReadyBy::delay
  std::optional<Instant> step_due;     // the next step of the stop sequence
  std::size_t steps = 0;               // of the stop sequence that have been taken
  std::vector<Instant> restarts;       // by its policy
};

struct Memory {
  std::vector<ChildMemory> children;  // by id
  std::vector<UnitMemory> units;
  std::optional<Instant> shutdown_since;
  std::optional<int> cause;  // none: main's own code
  bool cause_is_known = true;
  bool main_is_announced = false;
  bool drains = false;
  bool drain_answered = false;
  bool stop_hooks_are_due = false;
  unsigned requests = 0;
  bool swept = false, swept_hard = false, none_left = false;
  bool finished = false;
  unsigned deadlines_in_a_row = 0;
  Instant last_deadline{};

  void begin(std::size_t units);
  void note_event(const Step& step);
  void note_actions(const Step& step);

  const ChildMemory& child(core::ChildId id) const { return children[id < children.size() ? id : 0]; }

 private:
  void note_stop_hooks(const Step& step);
  void note_spawn(const Step& step, core::ChildId child, core::UnitId unit, core::Role role);
  void note_signal(const Step& step, const core::action::Signal& signal);
  void note_tell(const Step& step, const core::action::Tell& news);
  void note_step(const Step& step, core::UnitId unit);
};

// Whether the event is a request to stop.
bool asks_to_stop(const Step& step);
// The program whose end the event tells, and how it ended.
struct End {
  core::UnitId unit;
  core::ExitStatus status;
};
std::optional<End> program_end(const Step& step, const Memory& memory);

}  // namespace jeden::sim
