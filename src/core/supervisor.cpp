// What each event means for the unit that it concerns. Whatever follows from that for others is found by
// advance(), after the event, so that no transition calls another unit's.
#include "core/supervisor.hpp"

#include <algorithm>

namespace jeden::core {

Supervisor::Supervisor(const Plan& plan)
    : plan_{&plan},
      budget_{plan_budget(plan)},
      states_(plan.units.size()),
      restarts_(plan.units.size()),
      needed_(plan.units.size()) {
  for (UnitId id = 0; id < count(); ++id) {
    if (unit(id).kind != UnitKind::hook) restarts_[id].resize(unit(id).restart.limit);
    if (unit(id).until) temporary_.push_back(id);
  }
}

void Supervisor::handle(const Event& event, Instant now, Actions& out) {
  if (life_ == Life::done) return;
  Turn turn{now, out};
  std::visit([&](const auto& e) { on(e, turn); }, event);
  advance(turn);
}

std::optional<Instant> Supervisor::deadline() const {
  if (life_ == Life::done) return std::nullopt;
  Instant nearest = life_deadline_.value_or(Instant::max());
  for (const UnitState& state : states_)
    for (const auto* due : {&state.deadline, &state.helper_deadline, &state.watchdog})
      if (*due && **due < nearest) nearest = **due;
  return nearest == Instant::max() ? std::nullopt : std::optional{nearest};
}

UnitId Supervisor::unit_of(ChildId child) const {
  if (child == 0) return no_unit;
  for (UnitId id = 0; id < count(); ++id)
    if (states_[id].program == child || states_[id].helper == child) return id;
  return no_unit;
}

void Supervisor::on(const event::Started&, Turn& turn) {
  begun_ = turn.now;
}

void Supervisor::on(const event::StopAsked& e, Turn& turn) {
  stop_requested(e.signal, turn);
}

// It starts again when what it comes after is ready, whatever its restart policy; what is bound to it goes
// along.
void Supervisor::on(const event::RestartAsked& e, Turn& turn) {
  if (e.unit >= count() || life_ != Life::up || unit(e.unit).kind == UnitKind::hook) return;
  if (unit(e.unit).is_gate) return;  // it would let go of its lock
  switch (states_[e.unit].phase) {
    case UnitPhase::running:
    case UnitPhase::ready: return enter_stopping(e.unit, StopReason::bound, turn);
    case UnitPhase::pausing: return enter_running(e.unit, turn);
    case UnitPhase::ended: return enter_waiting(e.unit, turn);
    case UnitPhase::waiting:
    case UnitPhase::checking:
    case UnitPhase::stopping: return;
  }
}

void Supervisor::on(const event::Spawned& e, Turn& turn) {
  const UnitId id = unit_of(e.child);
  if (id == no_unit || states_[id].program != e.child) return;
  const Unit& u = unit(id);
  switch (u.kind) {
    case UnitKind::hook: tell(turn, News::hook_started, id); break;
    case UnitKind::service: tell(turn, News::service_started, id); break;
    case UnitKind::main: tell(turn, News::main_started, id); break;
  }
  // In a shutdown its readiness matters no more.
  if (u.kind == UnitKind::hook || states_[id].phase != UnitPhase::running || life_ != Life::up) return;
  switch (u.ready.by) {
    case ReadyBy::running: enter_ready(id, turn); break;
    case ReadyBy::wait: start_helper(id, Role::readiness, std::nullopt, turn); break;
    case ReadyBy::delay: states_[id].helper_deadline = turn.now + u.ready.delay; break;
    case ReadyBy::notify:
    case ReadyBy::descriptor:
    case ReadyBy::log: break;
  }
}

void Supervisor::on(const event::SpawnFailed& e, Turn& turn) {
  const UnitId id = unit_of(e.child);
  if (id == no_unit) return;
  UnitState& state = states_[id];
  if (state.program == e.child) {
    state.program = 0;
    program_ended(id, ExitStatus{e.code, 0}, turn);
  } else {
    state.helper = 0;  // there is nobody to be killed
    state.helper_deadline.reset();
    helper_not_started(id, state.helper_role, ExitStatus{e.code, 0}, turn);
  }
}

void Supervisor::on(const event::ChildExited& e, Turn& turn) {
  const UnitId id = unit_of(e.child);
  if (id == no_unit) return;  // dropped earlier: nobody waits for its answer any more
  UnitState& state = states_[id];
  if (state.program == e.child) {
    // Who is stopped as a group has the time of the stop for the whole group: a shell dies at once of a
    // SIGTERM, and what it ran is still cleaning up.
    if (e.group_left && awaits_group(e.child)) {
      state.lingering = true;
      state.status = e.status;
      return;
    }
    state.program = 0;
    program_ended(id, e.status, turn);
    // A temporary service has to be gone as a whole before main starts.
    const bool has_to_be_gone = state.phase == UnitPhase::pausing || state.phase == UnitPhase::waiting ||
                                state.stop_reason == StopReason::finished;
    if (has_to_be_gone && e.group_left) turn.out.push_back(action::EndGroup{e.child});
    return;
  }
  state.helper = 0;
  state.helper_deadline.reset();
  helper_ended(id, state.helper_role, e.status, turn);
}

bool Supervisor::awaits_group(ChildId child) const {
  const UnitId id = unit_of(child);
  return id != no_unit && states_[id].program == child && states_[id].phase == UnitPhase::stopping &&
         !states_[id].killed && target_of(id) == SignalTarget::group;
}

// A leader that only died of the stop signal was a bystander: the code is that of the member that ended the
// group.
void Supervisor::on(const event::GroupEnded& e, Turn& turn) {
  const UnitId id = unit_of(e.child);
  if (id == no_unit || states_[id].program != e.child || !states_[id].lingering) return;
  UnitState& state = states_[id];
  state.lingering = false;
  state.program = 0;
  program_ended(id, state.status.signal != 0 ? e.last.value_or(state.status) : state.status, turn);
}

void Supervisor::program_ended(UnitId id, ExitStatus status, Turn& turn) {
  UnitState& state = states_[id];
  const Unit& u = unit(id);
  state.status = status;
  drop_helper(id, turn);
  const Millis ran = turn.now - state.since;
  state.ran = ran;
  state.stopping = state.phase == UnitPhase::stopping ? turn.now - state.stopped_since : Millis{-1};
  switch (state.phase) {
    case UnitPhase::running:
    case UnitPhase::ready:
    case UnitPhase::stopping: break;
    case UnitPhase::waiting:
    case UnitPhase::checking:
    case UnitPhase::pausing:
    case UnitPhase::ended: return;  // has no program in these phases
  }
  const bool asked = state.phase == UnitPhase::stopping && state.stop_reason == StopReason::shutdown;
  if (u.kind == UnitKind::hook) {
    if (asked) {
      tell(turn, News::hook_stopped, id, status.shell_code(), status.signal, ran);
      return enter_ended(id, Outcome::cancelled, turn);
    }
    const bool overran = state.phase == UnitPhase::stopping;
    if (status.ok() && !overran) {
      tell(turn, News::hook_succeeded, id, 0, 0, ran);
      return enter_ended(id, Outcome::succeeded, turn);
    }
    // A hook that answers the end of its time with success has failed all the same.
    if (overran && u.is_wait) state.status = ExitStatus{exit_code::timed_out, 0};
    if (overran && status.ok()) state.status = u.is_wait ? state.status : ExitStatus{0, 15};
    return hook_failed(id, state.status, turn);
  }
  tell(turn, u.kind == UnitKind::main ? News::main_exited : News::service_exited, id, status.shell_code(),
       status.signal, ran);
  if (asked || life_ != Life::up)
    return enter_ended(id, status.ok() ? Outcome::succeeded : Outcome::failed, turn);
  if (state.stop_reason == StopReason::finished) return enter_ended(id, Outcome::succeeded, turn);
  if (u.is_gate && state.phase == UnitPhase::running && status.ok()) {
    state.needed = Needed::nothing;
    return enter_ended(id, Outcome::skipped, turn);
  }
  if (state.stop_reason == StopReason::bound) {
    enter_waiting(id, turn);
    return restart_bound(id, turn);
  }
  const bool forced = state.stop_reason == StopReason::timed_out ||
                      state.stop_reason == StopReason::not_ready ||
                      state.stop_reason == StopReason::unhealthy;
  restart_or_end(id, status, forced || !status.ok(), turn);
}

void Supervisor::on(const event::Scheduled& e, Turn& turn) {
  if (e.unit < count() && states_[e.unit].phase == UnitPhase::pausing && states_[e.unit].attempt == 0)
    states_[e.unit].deadline = turn.now + e.in;
}

void Supervisor::on(const event::Signalled& e, Turn& turn) {
  if (e.signal < 1 || e.signal > base::last_signal) return;
  const SignalRule& rule = plan_->signals[static_cast<std::size_t>(e.signal)];
  const UnitState& main = states_[plan_->main];
  switch (rule.action) {
    case OnSignal::stop: return stop_requested(e.signal, turn);
    case OnSignal::reload: turn.out.push_back(action::Reload{}); return;
    case OnSignal::forward:
    case OnSignal::send:
      if (main.program == 0 || (main.lingering && plan_->forward_to == SignalTarget::process))
        return tell(turn, News::signal_ignored, plan_->main, -1, e.signal);
      turn.out.push_back(
          action::Signal{main.program, rule.send != 0 ? rule.send : e.signal, plan_->forward_to});
      return tell(turn, News::signal_forwarded, plan_->main, -1, rule.send != 0 ? rule.send : e.signal);
    case OnSignal::ignore: return tell(turn, News::signal_ignored, plan_->main, -1, e.signal);
  }
}

void Supervisor::on(const event::DeadlineReached&, Turn& turn) {
  for (UnitId id = 0; id < count(); ++id) {
    if (states_[id].deadline && *states_[id].deadline <= turn.now) unit_deadline(id, turn);
    if (states_[id].helper_deadline && *states_[id].helper_deadline <= turn.now) helper_deadline(id, turn);
    if (states_[id].watchdog && *states_[id].watchdog <= turn.now) {
      states_[id].watchdog.reset();
      found_unhealthy(id, Why::watchdog, turn);
    }
  }
}

void Supervisor::unit_deadline(UnitId id, Turn& turn) {
  UnitState& state = states_[id];
  state.deadline.reset();
  switch (state.phase) {
    case UnitPhase::running:
      if (unit(id).kind == UnitKind::hook) {
        tell(turn, News::hook_timed_out, id, -1, 0, turn.now - state.since);
        return enter_stopping(id, StopReason::timed_out, turn);
      }
      if (unit(id).timeout && turn.now >= state.since + *unit(id).timeout) return overran(id, turn);
      tell(turn, News::ready_timed_out, id, -1, 0, turn.now - state.since);
      return enter_stopping(id, StopReason::not_ready, turn);
    case UnitPhase::pausing:
      // Between two attempts, or until its hour.
      if (state.undecided || (unit(id).schedule && state.attempt == 0)) return enter_checking(id, turn);
      return enter_running(id, turn);
    case UnitPhase::stopping:
      // What was killed and is still there is given up; its exit may come or not.
      return state.killed ? enter_ended(id, Outcome::failed, turn) : next_stop_step(id, turn);
    case UnitPhase::ready:
      if (life_ == Life::up) overran(id, turn);
      return;
    case UnitPhase::waiting:
    case UnitPhase::checking:
    case UnitPhase::ended: return;  // not timed
  }
}

// A program has run for as long as it may.
void Supervisor::overran(UnitId id, Turn& turn) {
  tell(turn, unit(id).kind == UnitKind::main ? News::main_timed_out : News::service_timed_out, id, -1, 0,
       turn.now - states_[id].since);
  enter_stopping(id, StopReason::timed_out, turn);
}

void Supervisor::on(const event::NoneLeft&, Turn&) {
  none_left_ = true;
}

void Supervisor::tell(Turn& turn, News news, UnitId id, int code, int signal, Millis after, Why why) {
  action::Tell line{news, id, 0, code, signal, 0, 0, after};
  line.why = why;
  if (id < count()) {
    line.child = states_[id].program;
    if (unit(id).kind == UnitKind::hook && unit(id).retries > 0) {
      line.attempt = states_[id].attempt;
      line.of = unit(id).retries + 1;
    }
    if (why == Why::probes) {
      line.attempt = states_[id].failures;
      line.of = unit(id).live->failures;
    }
  }
  turn.out.push_back(line);
}

// All that the future depends on, but for the numbers that new children get.
bool Supervisor::operator==(const Supervisor& other) const {
  return states_ == other.states_ && restarts_ == other.restarts_ && life_ == other.life_ &&
         life_deadline_ == other.life_deadline_ && must_end_ == other.must_end_ && begun_ == other.begun_ &&
         shutdown_since_ == other.shutdown_since_ && code_ == other.code_ &&
         main_decides_ == other.main_decides_ && announced_ == other.announced_ &&
         sweep_killed_ == other.sweep_killed_ && end_hooks_told_ == other.end_hooks_told_ &&
         none_left_ == other.none_left_ && stop_signal_ == other.stop_signal_ && requests_ == other.requests_;
}

}  // namespace jeden::core
