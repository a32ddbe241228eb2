// The state machine that decides everything: units (hooks, services, main), each a small machine of its own,
// and the life of the container around them.
//
// A unit:
//   waiting   until what it comes after is done (a hook) or ready (a service)
//   checking  its conditions are looked at
//   running   a hook does its work; a program has been started and is not ready yet
//   ready     a program serves (only services and main)
//   pausing   between two attempts
//   stopping  it was told to stop; `stop_step` counts through the stop sequence, SIGKILL comes last
//   ended     for good; `outcome` says how
//
// The life:
//   up -> draining -> stop_hooks -> stopping -> services -> sweeping -> ending -> clearing -> done
// Everything after `up` is the shutdown. Each of its phases is left as soon as nothing is left to do in it,
// and at the latest when the budget says so, so that a phase that hangs cannot take the time of the later
// ones.
//
// handle() is total: any event in any state is answered. It does not allocate, throw, or look at a clock.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/action.hpp"
#include "core/budget.hpp"
#include "core/cause.hpp"
#include "core/event.hpp"
#include "core/instant.hpp"
#include "core/plan.hpp"

namespace jeden::core {

enum class UnitPhase : std::uint8_t { waiting, checking, running, ready, pausing, stopping, ended };
enum class Outcome : std::uint8_t { none, succeeded, failed, skipped, cancelled };
enum class Life : std::uint8_t {
  up,
  draining,
  stop_hooks,
  stopping,
  services,
  sweeping,
  ending,
  clearing,
  done
};
// What a gate said about its group.
enum class Needed : std::uint8_t { everything, upgrade, nothing };
enum class StopReason : std::uint8_t { none, shutdown, timed_out, not_ready, unhealthy, finished, bound };

struct UnitState {
  UnitPhase phase = UnitPhase::waiting;
  Outcome outcome = Outcome::none;
  ChildId program = 0;  // its process; 0 when there is none
  ChildId helper = 0;   // the child that looks at a condition, at readiness or at health
  Role helper_role = Role::program;
  std::optional<Instant> deadline;         // when the phase has lasted too long, or the pause is over
  std::optional<Instant> helper_deadline;  // when the helper has, or when the next probe is due
  std::optional<Instant> watchdog;         // when it has been silent for too long
  Millis watchdog_every{0};
  Instant since{};           // when the program was started
  Millis started_after{-1};  // the last start, counted from the beginning of the life
  Millis ready_after{-1};    // how long that start took to be ready
  Millis ran{-1};            // how long the last program ran, and how long its stop took
  Millis stopping{-1};
  Instant stopped_since{};    // when it was told to stop
  ExitStatus status;          // of the last attempt
  std::uint32_t attempt = 0;  // counts from 1
  std::uint8_t stop_step = 0;
  bool lingering = false;  // its process is gone, its group is not
  bool killed = false;     // SIGKILL was sent
  Needed needed = Needed::everything;
  StopReason stop_reason = StopReason::none;
  bool was_ready = false;
  bool undecided = false;      // its condition could not be looked at in the last attempt
  std::uint32_t failures = 0;  // health probes in a row
  std::uint32_t restarts = 0;  // by its policy, in all
  Millis backoff{0};           // the length of the last pause

  bool operator==(const UnitState&) const = default;
};

class Supervisor {
 public:
  // The plan must outlive the supervisor and stay as it is.
  explicit Supervisor(const Plan& plan);

  // Appends to `out`, whose capacity should be max_actions().
  void handle(const Event& event, Instant now, Actions& out);
  // When handle(DeadlineReached) is due; none while nothing is timed.
  std::optional<Instant> deadline() const;
  std::size_t max_actions() const { return 6 * states_.size() + 16; }

  bool is_ready() const { return announced_; }
  Life life() const { return life_; }
  const UnitState& state(UnitId unit) const { return states_[unit]; }
  std::optional<Instant> must_end() const { return must_end_; }
  const Budget& budget() const { return budget_; }
  // Known from the beginning of the shutdown on.
  const Cause& cause() const { return cause_; }
  // The unit that the child belongs to; no_unit for a child of the past.
  UnitId unit_of(ChildId child) const;
  // Whether the child's exit is not the end of its unit while its process group goes on.
  bool awaits_group(ChildId child) const;
  bool operator==(const Supervisor& other) const;

 private:
  struct Turn {
    Instant now;
    Actions& out;
  };

  // One for each event (supervisor.cpp).
  void on(const event::Started&, Turn&);
  void on(const event::Spawned&, Turn&);
  void on(const event::SpawnFailed&, Turn&);
  void on(const event::ChildExited&, Turn&);
  void on(const event::GroupEnded&, Turn&);
  void on(const event::ConditionChecked&, Turn&);
  void on(const event::Notified&, Turn&);
  void on(const event::Signalled&, Turn&);
  void on(const event::StopAsked&, Turn&);
  void on(const event::RestartAsked&, Turn&);
  void on(const event::Scheduled&, Turn&);
  void on(const event::Extended&, Turn&);
  void on(const event::WatchdogFed&, Turn&);
  void on(const event::FoundUnhealthy&, Turn&);
  void on(const event::DeadlineReached&, Turn&);
  void on(const event::NoneLeft&, Turn&);
  void program_ended(UnitId, ExitStatus, Turn&);
  void unit_deadline(UnitId, Turn&);
  void overran(UnitId, Turn&);

  // Helpers and health, with the events that concern them alone (helpers.cpp).
  void start_helper(UnitId, Role, std::optional<Millis> limit, Turn&);
  void start_condition(UnitId, Turn&);
  void drop_helper(UnitId, Turn&);
  void helper_ended(UnitId, Role, ExitStatus, Turn&);
  void helper_not_started(UnitId, Role, ExitStatus, Turn&);
  void helper_deadline(UnitId, Turn&);
  void found_unhealthy(UnitId, Why, Turn&);
  void skip(UnitId, Why, Turn&);

  // Transitions of a unit (units.cpp): the only writers of its phase.
  void enter_waiting(UnitId, Turn&);
  void enter_checking(UnitId, Turn&);
  void enter_running(UnitId, Turn&);
  void spare(UnitId, Turn&);
  void enter_ready(UnitId, Turn&);
  void enter_pausing(UnitId, Millis, Turn&);
  void enter_stopping(UnitId, StopReason, Turn&);
  void next_stop_step(UnitId, Turn&);
  void kill(UnitId, Turn&);
  void put_down(UnitId, Turn&);
  void enter_ended(UnitId, Outcome, Turn&);
  void hook_failed(UnitId, ExitStatus, Turn&);
  void restart_or_end(UnitId, ExitStatus, bool failed, Turn&);
  bool may_restart(UnitId, Instant now);
  Millis some_of(Millis most, UnitId) const;
  void restart_bound(UnitId, Turn&);
  void await_schedule(UnitId, Turn&);
  void cancel(UnitId, Turn&);

  // The life (life.cpp).
  void advance(Turn&);
  bool start_what_can(Turn&);
  SignalTarget target_of(UnitId) const;
  bool retire_temporary(Turn&);
  void announce(Turn&);
  bool is_satisfied(UnitId, UnitKind for_whom) const;
  bool is_spared(UnitId) const;
  bool may_start(const Unit&) const;
  bool has_its_turn(UnitId) const;
  bool someone_waits_for(UnitId) const;

  // The shutdown (shutdown.cpp): enter() is the only writer of life_.
  void blame(Cause::Of, UnitId, ExitStatus, Turn&);
  void begin_shutdown(std::optional<int> code, Turn&);
  void stop_requested(int signal, Turn&);
  void hurry(Turn&);
  void force(Turn&);
  void enter(Life, Turn&);
  void stop_end_hooks(Turn&);
  Millis end_hooks_wait() const;
  bool is_over(Life) const;
  Life next(Life) const;
  void stop_services(Turn&);
  bool stage_ended(Stage) const;
  Instant latest(BudgetStage) const;
  Instant kill_time(BudgetStage) const;
  const BudgetRow& row_of(UnitId) const;
  std::optional<Instant> kill_time(UnitId) const;
  std::optional<Instant> gone_time(UnitId) const;
  std::optional<Instant> hurried(std::optional<Instant>, Instant now) const;
  void report(Turn&) const;
  void finish(Turn&);

  const Unit& unit(UnitId id) const { return plan_->units[id]; }
  UnitId count() const { return static_cast<UnitId>(states_.size()); }
  ChildId new_child() { return ++last_child_; }
  void tell(Turn&, News, UnitId, int code = -1, int signal = 0, Millis after = Millis{-1},
            Why why = Why::none);

  const Plan* plan_;
  Budget budget_;
  std::vector<UnitState> states_;
  std::vector<std::vector<Instant>> restarts_;  // by unit: when the last were, as many as its limit
  std::vector<UnitId> temporary_;               // the services that have an `until`
  std::vector<std::uint8_t> needed_;            // by unit; stop_services() alone uses it
  Life life_ = Life::up;
  std::optional<Instant> life_deadline_;
  std::optional<Instant> must_end_;  // the grace is over; set when the shutdown begins
  Instant begun_{};
  Instant shutdown_since_{};
  Cause cause_;
  std::optional<int> code_;   // of the cause; none yet, or main's own decides
  bool main_decides_ = true;  // the exit code is main's
  bool announced_ = false;    // that the container is ready
  bool sweep_killed_ = false;
  bool end_hooks_told_ = false;
  bool none_left_ = false;
  int stop_signal_ = 15;  // the signal that asked for the stop
  std::uint8_t requests_ = 0;
  ChildId last_child_ = 0;
};

}  // namespace jeden::core
