// Helpers, the children that answer a question about a unit: whether a condition holds, whether it is ready,
// whether it is well. And what a program says about the same itself.
#include <algorithm>

#include "core/supervisor.hpp"

namespace jeden::core {

void Supervisor::start_helper(UnitId id, Role role, std::optional<Millis> limit, Turn& turn) {
  UnitState& state = states_[id];
  state.helper = new_child();
  state.helper_role = role;
  state.helper_deadline = limit ? std::optional{turn.now + *limit} : std::nullopt;
  turn.out.push_back(action::Spawn{state.helper, id, role});
}

// Within the time of the hook: one that hangs shall not hold up the start for longer than the hook may.
void Supervisor::start_condition(UnitId id, Turn& turn) {
  start_helper(id, Role::condition, std::min(condition_limit, unit(id).timeout.value_or(condition_limit)),
               turn);
}

// A helper whose answer nobody waits for any more is killed with its group; the host reaps it.
void Supervisor::drop_helper(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  if (state.helper != 0) turn.out.push_back(action::Signal{state.helper, 9, SignalTarget::group});
  state.helper = 0;
  state.helper_deadline.reset();
}

// A probe that could not be started (there is no memory, or no room for another process) has not asked, and
// says nothing about the program: the question is put again later. A hook whose condition could not be looked
// at has not been started, which is a failure; that there is no such command is an answer, as in a shell.
void Supervisor::helper_not_started(UnitId id, Role role, ExitStatus status, Turn& turn) {
  UnitState& state = states_[id];
  switch (role) {
    case Role::readiness:
      if (state.phase == UnitPhase::running) state.helper_deadline = turn.now + probe_again;
      return;
    case Role::liveness:
      if (state.phase == UnitPhase::ready && unit(id).live)
        state.helper_deadline = turn.now + unit(id).live->interval;
      return;
    case Role::condition:
      if (state.phase != UnitPhase::checking || status.code == exit_code::not_found)
        return helper_ended(id, role, status, turn);
      state.status = status;
      state.since = turn.now;
      state.undecided = true;
      ++state.attempt;
      return hook_failed(id, status, turn);
    case Role::stop:
    case Role::drain:
    case Role::program: return helper_ended(id, role, status, turn);
  }
}

void Supervisor::helper_ended(UnitId id, Role role, ExitStatus status, Turn& turn) {
  UnitState& state = states_[id];
  const Unit& u = unit(id);
  const bool ok = status.ok();
  switch (role) {
    case Role::condition:
      if (state.phase != UnitPhase::checking) return;
      return ok ? enter_running(id, turn) : skip(id, Why::condition, turn);
    case Role::readiness:
      if (state.phase != UnitPhase::running) return;
      if (ok) return enter_ready(id, turn);
      tell(turn, News::ready_timed_out, id, -1, 0, turn.now - state.since);
      return enter_stopping(id, StopReason::not_ready, turn);
    case Role::liveness:
      if (state.phase != UnitPhase::ready || !u.live) return;
      state.helper_deadline = turn.now + u.live->interval;
      state.failures = ok ? 0 : state.failures + 1;
      if (state.failures < u.live->failures) return;
      return found_unhealthy(id, Why::probes, turn);
    case Role::stop:
      // Its success says nothing: the program has to end. Its failure says that waiting for that is in vain.
      if (ok || state.phase != UnitPhase::stopping || state.program == 0) return;
      tell(turn, News::stop_command_failed, id, status.shell_code(), status.signal);
      return next_stop_step(id, turn);
    case Role::drain:
      if (ok && life_ == Life::draining && life_deadline_) life_deadline_ = turn.now;
      return;
    case Role::program: return;
  }
}

void Supervisor::helper_deadline(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  state.helper_deadline.reset();
  if (state.helper != 0) {  // it overran
    const Role role = state.helper_role;
    drop_helper(id, turn);
    if (role == Role::condition) return skip(id, Why::condition_overran, turn);
    return helper_ended(id, role, ExitStatus{0, 9}, turn);
  }
  if (state.phase == UnitPhase::running && unit(id).ready.by == ReadyBy::delay) return enter_ready(id, turn);
  if (state.phase == UnitPhase::running && unit(id).ready.by == ReadyBy::wait)
    return start_helper(id, Role::readiness, std::nullopt, turn);
  if (state.phase == UnitPhase::ready && unit(id).live)
    start_helper(id, Role::liveness, unit(id).live->timeout, turn);
}

void Supervisor::on(const event::ConditionChecked& e, Turn& turn) {
  if (e.unit >= count() || states_[e.unit].phase != UnitPhase::checking || states_[e.unit].helper != 0)
    return;
  if (!e.holds) return skip(e.unit, Why::file, turn);
  if (unit(e.unit).condition) return start_condition(e.unit, turn);
  enter_running(e.unit, turn);
}

void Supervisor::on(const event::Notified& e, Turn& turn) {
  if (e.unit >= count() || states_[e.unit].phase != UnitPhase::running || life_ != Life::up) return;
  if (e.upgrade && unit(e.unit).is_gate) states_[e.unit].needed = Needed::upgrade;
  switch (unit(e.unit).ready.by) {
    case ReadyBy::notify:
    case ReadyBy::descriptor:
    case ReadyBy::log: return enter_ready(e.unit, turn);
    case ReadyBy::running:
    case ReadyBy::wait:
    case ReadyBy::delay: return;
  }
}

void Supervisor::on(const event::WatchdogFed& e, Turn& turn) {
  if (e.unit >= count() || states_[e.unit].phase != UnitPhase::ready || life_ != Life::up) return;
  UnitState& state = states_[e.unit];
  if (!unit(e.unit).ready.watchdog) return;
  if (e.every) state.watchdog_every = *e.every;
  state.watchdog = turn.now + state.watchdog_every;
}

// Only what has a limit can be given more of it; a shutdown's limit stands.
void Supervisor::on(const event::Extended& e, Turn& turn) {
  if (e.unit >= count() || !states_[e.unit].deadline) return;
  UnitState& state = states_[e.unit];
  if (state.phase != UnitPhase::running && state.phase != UnitPhase::stopping) return;
  if (state.killed || requests_ > 1) return;
  state.deadline = std::max(*state.deadline, turn.now + e.by);
  if (life_ != Life::up) state.deadline = earlier(state.deadline, gone_time(e.unit));
  if (state.phase == UnitPhase::stopping && life_ != Life::up)
    state.deadline = earlier(state.deadline, kill_time(e.unit));
}

void Supervisor::on(const event::FoundUnhealthy& e, Turn& turn) {
  const bool serves = e.unit < count() && states_[e.unit].phase == UnitPhase::ready && life_ == Life::up;
  if (serves && !unit(e.unit).is_gate)  // a gate is never begun again: it would let go of its lock
    found_unhealthy(e.unit, Why::said, turn);
}

void Supervisor::found_unhealthy(UnitId id, Why why, Turn& turn) {
  const Unit& u = unit(id);
  tell(turn, u.kind == UnitKind::main ? News::main_unhealthy : News::service_unhealthy, id, -1, 0, Millis{-1},
       why);
  states_[id].failures = 0;
  switch (u.live ? u.live->action : LiveAction::restart) {
    case LiveAction::log: return;
    case LiveAction::restart: return enter_stopping(id, StopReason::unhealthy, turn);
    case LiveAction::stop:
      blame(Cause::Of::unhealthy, id, ExitStatus{}, turn);
      return begin_shutdown(exit_code::internal, turn);
  }
}

}  // namespace jeden::core
