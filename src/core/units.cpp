// The transitions of one unit: the only writers of its phase. Each drops what the new phase does not own.
#include <algorithm>

#include "core/supervisor.hpp"

namespace jeden::core {

// Once more: from the beginning, as soon as what it comes after is there.
void Supervisor::enter_waiting(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  drop_helper(id, turn);
  state.phase = UnitPhase::waiting;
  state.outcome = Outcome::none;
  state.deadline.reset();
}

void Supervisor::enter_checking(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  state.undecided = false;
  const Unit& u = unit(id);
  if (is_spared(id)) return spare(id, turn);
  if (u.kind == UnitKind::main && plan_->setup_only) return begin_shutdown(0, turn);
  if (u.skip) return skip(id, Why::environment, turn);
  if (u.file_conditions.empty() && !u.condition) return enter_running(id, turn);
  state.phase = UnitPhase::checking;
  if (u.file_conditions.empty()) return start_condition(id, turn);
  turn.out.push_back(action::Check{id});
}

void Supervisor::skip(UnitId id, Why why, Turn& turn) {
  tell(turn, News::hook_skipped, id, -1, 0, Millis{-1}, why);
  enter_ended(id, Outcome::skipped, turn);
}

void Supervisor::spare(UnitId id, Turn& turn) {
  tell(turn, News::done_before, id);
  enter_ended(id, Outcome::skipped, turn);
}

void Supervisor::enter_running(UnitId id, Turn& turn) {
  if (is_spared(id)) return spare(id, turn);  // its gate may have spoken anew since its turn came
  UnitState& state = states_[id];
  const Unit& u = unit(id);
  state.phase = UnitPhase::running;
  state.outcome = Outcome::none;
  state.program = new_child();
  state.since = turn.now;
  state.started_after = turn.now - begun_;
  state.ready_after = Millis{-1};
  state.stop_step = 0;
  state.killed = false;
  state.lingering = false;
  state.stop_reason = StopReason::none;
  state.failures = 0;
  ++state.attempt;
  std::optional<Millis> limit = u.timeout;
  if (u.kind != UnitKind::hook && u.ready.timeout && (!limit || *u.ready.timeout < *limit))
    limit = u.ready.timeout;
  state.deadline = limit ? std::optional{turn.now + *limit} : std::nullopt;
  if (u.kind == UnitKind::main && plan_->mode == Mode::exec)
    turn.out.push_back(action::Exec{state.program, id});
  else
    turn.out.push_back(action::Spawn{state.program, id, Role::program});
}

void Supervisor::enter_ready(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  const Unit& u = unit(id);
  drop_helper(id, turn);
  state.phase = UnitPhase::ready;
  state.was_ready = true;
  state.ready_after = turn.now - state.since;
  state.deadline = u.timeout ? std::optional{std::max(turn.now, state.since + *u.timeout)} : std::nullopt;
  if (u.live) state.helper_deadline = turn.now + u.live->start_period + u.live->interval;
  state.watchdog_every = u.ready.watchdog.value_or(Millis{0});
  if (u.ready.watchdog) state.watchdog = turn.now + state.watchdog_every;
  tell(turn, u.kind == UnitKind::main ? News::main_ready : News::service_ready, id, -1, 0,
       turn.now - state.since);
}

void Supervisor::enter_pausing(UnitId id, Millis pause, Turn& turn) {
  UnitState& state = states_[id];
  state.phase = UnitPhase::pausing;
  state.watchdog.reset();
  state.backoff = pause;
  state.deadline = turn.now + pause;
}

void Supervisor::enter_stopping(UnitId id, StopReason reason, Turn& turn) {
  UnitState& state = states_[id];
  drop_helper(id, turn);
  state.phase = UnitPhase::stopping;
  state.stop_reason = reason;
  state.stopped_since = turn.now;
  state.stop_step = 0;
  state.deadline.reset();
  state.watchdog.reset();
  if (state.program != 0) next_stop_step(id, turn);
}

// Sends the next signal of the sequence, and SIGKILL when there is none left or the stage's time is over.
void Supervisor::next_stop_step(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  const Unit& u = unit(id);
  if (state.killed) return;  // nothing is stronger
  const std::optional<Instant> latest = kill_time(id);
  if (state.stop_step >= u.stop.size() || (latest && turn.now >= *latest)) return kill(id, turn);
  const StopStep& step = u.stop[state.stop_step++];
  if (step.signal == 9) return kill(id, turn);
  drop_helper(id, turn);
  state.deadline = hurried(step.wait ? earlier(latest, turn.now + *step.wait) : latest, turn.now);
  if (step.signal == StopStep::command) {
    tell(turn, News::stop_sent, id);
    return start_helper(id, Role::stop, std::nullopt, turn);
  }
  const int signal = step.signal != 0 ? step.signal : stop_signal_;
  turn.out.push_back(action::Signal{state.program, signal, target_of(id), Wake::yes});
  tell(turn, News::stop_sent, id, -1, signal);
}

SignalTarget Supervisor::target_of(UnitId id) const {
  return unit(id).kind == UnitKind::hook ? SignalTarget::group : unit(id).stop_to;
}

// In a shutdown its end is not waited for for ever: what SIGKILL does not end hangs in the kernel.
void Supervisor::kill(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  state.killed = true;
  state.deadline = hurried(gone_time(id), turn.now);
  if (state.deadline) state.deadline = std::max(*state.deadline, turn.now);
  turn.out.push_back(action::Signal{state.program, 9, target_of(id)});
  tell(turn, News::kill_sent, id, -1, 9, turn.now - state.stopped_since);
}

// At once, from whatever phase it is in.
void Supervisor::put_down(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  if (state.phase == UnitPhase::ended) return;
  if (state.program == 0) return cancel(id, turn);
  drop_helper(id, turn);
  if (state.phase != UnitPhase::stopping) state.stopped_since = turn.now;
  state.phase = UnitPhase::stopping;
  state.stop_reason = StopReason::shutdown;
  state.watchdog.reset();
  if (!state.killed) kill(id, turn);
}

void Supervisor::enter_ended(UnitId id, Outcome outcome, Turn& turn) {
  UnitState& state = states_[id];
  drop_helper(id, turn);
  state.watchdog.reset();
  if (unit(id).schedule && life_ == Life::up) return await_schedule(id, turn);
  state.phase = UnitPhase::ended;
  state.outcome = outcome;
  state.deadline.reset();
}

void Supervisor::await_schedule(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  state.phase = UnitPhase::pausing;
  state.deadline.reset();
  turn.out.push_back(action::Schedule{id, state.ran.count() < 0 ? Millis{-1} : turn.now - state.since});
  state.attempt = 0;
}

void Supervisor::hook_failed(UnitId id, ExitStatus status, Turn& turn) {
  UnitState& state = states_[id];
  const Unit& u = unit(id);
  tell(turn, News::hook_failed, id, status.shell_code(), status.signal, turn.now - state.since);
  if (state.attempt <= u.retries && (life_ == Life::up || u.stage == Stage::stop || u.stage == Stage::end)) {
    const Millis pause = std::min(u.backoff_max, state.attempt == 1 ? u.backoff : state.backoff * 2);
    tell(turn, News::hook_retried, id, -1, 0, pause);
    return enter_pausing(id, pause, turn);
  }
  enter_ended(id, Outcome::failed, turn);
  const bool before_the_end = (u.stage == Stage::start || u.stage == Stage::ready) && !u.schedule;
  if (u.on_failure == OnFailure::stop && before_the_end) {
    blame(Cause::Of::hook_failed, id, status, turn);
    begin_shutdown(status.shell_code(), turn);
  }
}

// A program ended although nobody asked the container to stop.
void Supervisor::restart_or_end(UnitId id, ExitStatus status, bool failed, Turn& turn) {
  UnitState& state = states_[id];
  const Unit& u = unit(id);
  const bool gate = state.stop_reason == StopReason::not_ready;
  const bool again = u.restart.when == Restart::always || (u.restart.when == Restart::on_failure && failed) ||
                     state.stop_reason == StopReason::unhealthy;
  // As timeout(1) has it: how a program answers the end of its time says nothing, unless that took SIGKILL.
  const bool overran = state.stop_reason == StopReason::timed_out && status.signal != 9;
  const int code = gate ? exit_code::timed_out : overran ? exit_code::overran : status.shell_code();
  if (!again) {
    enter_ended(id, failed ? Outcome::failed : Outcome::succeeded, turn);
    using enum Cause::Of;
    if (u.kind == UnitKind::main || u.essential)
      blame(gate ? not_ready : u.kind == UnitKind::main ? main_ended : essential_ended, id, status, turn);
    if (u.kind == UnitKind::main && !gate && !overran) return begin_shutdown(std::nullopt, turn);
    if (u.kind == UnitKind::main || u.essential) return begin_shutdown(code, turn);
    if (someone_waits_for(id) && !is_satisfied(id, UnitKind::service)) {
      blame(gate ? not_ready : needed_ended, id, status, turn);
      begin_shutdown(code != 0 ? code : exit_code::internal, turn);
    }
    return;
  }
  if (!may_restart(id, turn.now)) {
    enter_ended(id, Outcome::failed, turn);
    blame(Cause::Of::restart_limit, id, status, turn);
    return begin_shutdown(code != 0 ? code : exit_code::internal, turn);
  }
  // The pauses grow until it has run well for as long as the window.
  const bool healthy_for_long = !gate && turn.now - state.since >= u.restart.window;
  const Millis wish = state.backoff.count() == 0 || healthy_for_long ? u.restart.backoff : state.backoff * 2;
  const Millis pause = std::min(u.restart.backoff_max, wish + some_of(wish / 5, id));
  tell(turn, u.kind == UnitKind::main ? News::main_restarted : News::service_restarted, id, -1, 0, pause);
  enter_pausing(id, pause, turn);
  restart_bound(id, turn);
}

// Up to so much: what failed together, in many containers at once, does not come back together. Chance comes
// with the plan, so that the same events still have the same answers (the mixing is that of SplitMix64).
Millis Supervisor::some_of(Millis most, UnitId id) const {
  if (plan_->chance == 0 || most.count() <= 0) return Millis{0};
  std::uint64_t mixed = plan_->chance + (std::uint64_t{id} << 32 | states_[id].restarts);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  mixed ^= mixed >> 31;
  return Millis{static_cast<std::int64_t>(mixed % static_cast<std::uint64_t>(most.count() + 1))};
}

// Whether a restart now stays within the limit, in the window that ends now. The last ones are remembered.
bool Supervisor::may_restart(UnitId id, Instant now) {
  const RestartPolicy& policy = unit(id).restart;
  std::vector<Instant>& last = restarts_[id];
  const std::uint32_t number = states_[id].restarts++;
  if (last.empty()) return true;
  Instant& oldest = last[number % last.size()];
  if (number >= last.size() && now - oldest <= policy.window) return false;
  oldest = now;
  return true;
}

// Those that are bound to the unit go with it, and start again when it is ready.
void Supervisor::restart_bound(UnitId id, Turn& turn) {
  for (UnitId other = 0; other < count(); ++other) {
    const Unit& u = unit(other);
    const bool runs = states_[other].phase == UnitPhase::running || states_[other].phase == UnitPhase::ready;
    if (u.bind && runs && std::find(u.after.begin(), u.after.end(), id) != u.after.end())
      enter_stopping(other, StopReason::bound, turn);
  }
}

// The start is given up for this unit: what runs is told to stop, what has not begun never will.
void Supervisor::cancel(UnitId id, Turn& turn) {
  switch (states_[id].phase) {
    case UnitPhase::waiting:
    case UnitPhase::checking:
    case UnitPhase::pausing: return enter_ended(id, Outcome::cancelled, turn);
    case UnitPhase::running:
    case UnitPhase::ready: return enter_stopping(id, StopReason::shutdown, turn);
    case UnitPhase::stopping:
      // It is on its way out already; from now on the shutdown's deadline counts as well.
      states_[id].stop_reason = StopReason::shutdown;
      states_[id].deadline =
          earlier(states_[id].deadline, states_[id].killed ? gone_time(id) : kill_time(id));
      return;
    case UnitPhase::ended: return;
  }
}

}  // namespace jeden::core
