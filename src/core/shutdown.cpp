// The shutdown: how it begins, what a second and a third request change, and how it goes from one phase to
// the next.
#include <algorithm>

#include "core/supervisor.hpp"

namespace jeden::core {

// Says what begin_shutdown() follows from, which is called next.
void Supervisor::blame(Cause::Of of, UnitId id, ExitStatus status, Turn& turn) {
  if (life_ != Life::up) return;
  cause_ = {of, id, status, states_[id].stop_reason == StopReason::timed_out, states_[id].attempt > 0};
  switch (of) {
    case Cause::Of::essential_ended:
      return tell(turn, News::essential_ended, id, status.shell_code(), status.signal);
    case Cause::Of::needed_ended:
      return tell(turn, News::needed_ended, id, status.shell_code(), status.signal);
    case Cause::Of::restart_limit:
      return tell(turn, News::restart_limit_reached, id, status.shell_code(), status.signal);
    case Cause::Of::nothing:
    case Cause::Of::asked:
    case Cause::Of::main_ended:
    case Cause::Of::hook_failed:
    case Cause::Of::not_ready:
    case Cause::Of::unhealthy: return;
  }
}

// The first call decides the exit code; none means that main's own will.
void Supervisor::begin_shutdown(std::optional<int> code, Turn& turn) {
  if (life_ != Life::up) return;
  code_ = code;
  main_decides_ = !code;
  shutdown_since_ = turn.now;
  if (plan_->grace) must_end_ = turn.now + *plan_->grace - budget_.margin;
  enter(Life::draining, turn);
  for (UnitId id = 0; id < count(); ++id) {
    const Unit& u = unit(id);
    UnitState& state = states_[id];
    if (u.kind == UnitKind::hook) {
      if (u.stage == Stage::start || u.stage == Stage::ready) cancel(id, turn);
    } else if (state.phase == UnitPhase::waiting || state.phase == UnitPhase::pausing) {
      cancel(id, turn);
    } else {
      drop_helper(id, turn);
      state.watchdog.reset();
      if (state.phase == UnitPhase::running) state.deadline.reset();  // its readiness matters no more
      if (state.phase == UnitPhase::stopping) cancel(id, turn);
    }
  }
  if (life_deadline_ && plan_->drain_until) start_helper(plan_->main, Role::drain, std::nullopt, turn);
}

void Supervisor::stop_requested(int signal, Turn& turn) {
  if (requests_ < 3) ++requests_;
  if (requests_ == 1) {
    stop_signal_ = signal;
    tell(turn, News::stop_requested, plan_->main, -1, signal);
    const UnitState& main = states_[plan_->main];
    blame(Cause::Of::asked, plan_->main, ExitStatus{0, signal}, turn);
    if (main.attempt == 0) return begin_shutdown(128 + signal, turn);
    return begin_shutdown(std::nullopt, turn);
  }
  if (requests_ == 2) return hurry(turn);
  force(turn);
}

// The second request: the waits that are under way are over, and later ones are short. End hooks that run are
// work rather than a wait, and get the short one; so does SIGKILL.
void Supervisor::hurry(Turn& turn) {
  tell(turn, News::stop_hurried, plan_->main);
  const bool waits = life_ == Life::draining || life_ == Life::stop_hooks || life_ == Life::sweeping;
  if (waits && !sweep_killed_) life_deadline_ = turn.now;
  if (life_ == Life::ending && end_hooks_told_) life_deadline_ = hurried(life_deadline_, turn.now);
  if (life_ == Life::ending && !end_hooks_told_)
    life_deadline_ = earlier(life_deadline_, turn.now + hurried_wait - end_hooks_wait());
  for (UnitId id = 0; id < count(); ++id) {
    UnitState& state = states_[id];
    const bool was_stopping = state.phase == UnitPhase::stopping;
    if (unit(id).kind == UnitKind::hook && unit(id).stage == Stage::stop) cancel(id, turn);
    if (was_stopping && !state.killed) next_stop_step(id, turn);
    if (was_stopping && state.killed) state.deadline = hurried(state.deadline, turn.now);
  }
}

// The third: everything is killed, nothing else is started.
void Supervisor::force(Turn& turn) {
  tell(turn, News::stop_forced, plan_->main);
  if (life_ < Life::clearing) enter(Life::clearing, turn);
}

void Supervisor::enter(Life life, Turn& turn) {
  life_ = life;
  life_deadline_.reset();
  const UnitState& main = states_[plan_->main];
  switch (life) {
    case Life::up: return;
    case Life::draining:
      announce(turn);
      if (plan_->drain.count() == 0 || main.phase != UnitPhase::ready || requests_ == 0) return;
      tell(turn, News::drain_started, plan_->main, -1, 0, plan_->drain);
      life_deadline_ = turn.now + plan_->drain;
      if (must_end_) life_deadline_ = std::min(*life_deadline_, latest(BudgetStage::drain));
      return;
    case Life::stop_hooks:
      drop_helper(plan_->main, turn);  // the drain's
      for (UnitId id = 0; id < count(); ++id)
        if (unit(id).stage == Stage::stop && (main.program == 0 || requests_ > 1)) cancel(id, turn);
      if (must_end_) life_deadline_ = latest(BudgetStage::stop_hooks);
      return;
    case Life::stopping:
      for (UnitId id = 0; id < count(); ++id)
        if (unit(id).kind == UnitKind::hook && unit(id).stage == Stage::stop) cancel(id, turn);
      if (main.phase != UnitPhase::stopping) cancel(plan_->main, turn);
      break;
    case Life::services: break;
    case Life::sweeping:
      none_left_ = false;
      sweep_killed_ = false;
      life_deadline_ = turn.now + plan_->stray_grace;
      if (must_end_) life_deadline_ = std::min(*life_deadline_, kill_time(BudgetStage::strays));
      life_deadline_ = hurried(life_deadline_, turn.now);
      turn.out.push_back(action::Sweep{15});
      return;
    case Life::ending:
      end_hooks_told_ = false;
      if (must_end_) life_deadline_ = kill_time(BudgetStage::end_hooks) - end_hooks_wait();
      if (requests_ > 1) life_deadline_ = earlier(life_deadline_, turn.now + hurried_wait - end_hooks_wait());
      return;
    case Life::clearing:
      for (UnitId id = 0; id < count(); ++id) put_down(id, turn);
      none_left_ = false;
      life_deadline_ = turn.now + Millis{500};
      if (must_end_) life_deadline_ = std::min(*life_deadline_, std::max(*must_end_, turn.now));
      turn.out.push_back(action::Sweep{9});
      return;
    case Life::done: return finish(turn);
  }
  // In these two phases each unit has its own deadlines: for SIGKILL, and for being given up.
  if (must_end_) life_deadline_ = *must_end_;
}

// Their time is over: they are told to stop, and a moment later, which is planned for, comes SIGKILL.
void Supervisor::stop_end_hooks(Turn& turn) {
  end_hooks_told_ = true;
  life_deadline_ = turn.now + end_hooks_wait();
  if (must_end_) life_deadline_ = std::min(*life_deadline_, kill_time(BudgetStage::end_hooks));
  for (UnitId id = 0; id < count(); ++id)
    if (unit(id).kind == UnitKind::hook && unit(id).stage == Stage::end) cancel(id, turn);
}

Millis Supervisor::end_hooks_wait() const {
  const Millis planned = budget_.row(BudgetStage::end_hooks).stop_wait;
  return requests_ > 1 ? std::min(planned, hurried_wait / 4) : planned;
}

bool Supervisor::is_over(Life life) const {
  const UnitState& main = states_[plan_->main];
  switch (life) {
    case Life::up: return false;
    case Life::draining: return !life_deadline_ || main.program == 0;
    case Life::stop_hooks: return stage_ended(Stage::stop);
    case Life::stopping:
      return main.phase == UnitPhase::ended && stage_ended(Stage::start) && stage_ended(Stage::ready) &&
             stage_ended(Stage::stop);
    case Life::services:
      for (UnitId id = 0; id < count(); ++id)
        if (unit(id).kind == UnitKind::service && states_[id].phase != UnitPhase::ended) return false;
      return true;
    case Life::sweeping: return none_left_;
    case Life::ending: return stage_ended(Stage::end);
    case Life::clearing:
      return none_left_ && std::all_of(states_.begin(), states_.end(), [](const UnitState& state) {
               return state.phase == UnitPhase::ended;
             });
    case Life::done: return false;
  }
  return false;
}

Life Supervisor::next(Life life) const {
  switch (life) {
    case Life::up: return Life::draining;
    case Life::draining: return Life::stop_hooks;
    case Life::stop_hooks: return Life::stopping;
    case Life::stopping: return Life::services;
    case Life::services: return Life::sweeping;
    case Life::sweeping: {
      const bool hooks = std::any_of(plan_->units.begin(), plan_->units.end(), [](const Unit& u) {
        return u.kind == UnitKind::hook && u.stage == Stage::end && !u.skip;
      });
      return hooks ? Life::ending : Life::done;
    }
    case Life::ending: return Life::clearing;
    case Life::clearing:
    case Life::done: return Life::done;
  }
  return Life::done;
}

bool Supervisor::stage_ended(Stage stage) const {
  for (UnitId id = 0; id < count(); ++id)
    if (unit(id).kind == UnitKind::hook && unit(id).stage == stage && states_[id].phase != UnitPhase::ended)
      return false;
  return true;
}

// A service is stopped when no service that needs it is left.
void Supervisor::stop_services(Turn& turn) {
  std::fill(needed_.begin(), needed_.end(), std::uint8_t{0});
  for (UnitId id = 0; id < count(); ++id) {
    if (states_[id].phase == UnitPhase::ended || unit(id).kind != UnitKind::service) continue;
    for (const UnitId before : unit(id).after) needed_[before] = 1;
  }
  for (UnitId id = 0; id < count(); ++id) {
    const UnitPhase phase = states_[id].phase;
    if (phase == UnitPhase::stopping || phase == UnitPhase::ended || needed_[id] != 0) continue;
    if (unit(id).kind == UnitKind::service) cancel(id, turn);
  }
}

Instant Supervisor::latest(BudgetStage stage) const {
  return shutdown_since_ + budget_.row(stage).latest;
}

Instant Supervisor::kill_time(BudgetStage stage) const {
  return latest(stage) - budget_.row(stage).kill_wait;
}

// The row of the budget that the unit's stop belongs to.
const BudgetRow& Supervisor::row_of(UnitId id) const {
  switch (unit(id).kind) {
    case UnitKind::service: return budget_.row(BudgetStage::services, budget_.service_level[id]);
    case UnitKind::main: return budget_.row(BudgetStage::main);
    case UnitKind::hook: break;
  }
  return budget_.row(unit(id).stage == Stage::end ? BudgetStage::end_hooks : BudgetStage::main);
}

// When the unit gets SIGKILL at the latest, once it is being stopped. In a shutdown without a grace: never.
std::optional<Instant> Supervisor::kill_time(UnitId id) const {
  const UnitState& state = states_[id];
  if (state.stop_reason != StopReason::shutdown)
    return state.stopped_since +
           (unit(id).kind == UnitKind::hook ? hook_kill_wait : plan_->grace.value_or(Millis{10'000}));
  if (!must_end_) return std::nullopt;
  const BudgetRow& row = row_of(id);
  return shutdown_since_ + row.latest - row.kill_wait;
}

// When the shutdown goes on without it.
std::optional<Instant> Supervisor::gone_time(UnitId id) const {
  if (!must_end_) return std::nullopt;
  return shutdown_since_ + row_of(id).latest;
}

std::optional<Instant> Supervisor::hurried(std::optional<Instant> deadline, Instant now) const {
  return requests_ > 1 ? earlier(deadline, now + hurried_wait) : deadline;
}

// One line for each program: how long it ran, how it ended, how long its stop took. A lone program that ended
// by itself has said all of that already.
void Supervisor::report(Turn& turn) const {
  const bool several = std::any_of(plan_->units.begin(), plan_->units.end(),
                                   [](const Unit& u) { return u.kind == UnitKind::service; });
  if (requests_ == 0 && !several) return;
  for (UnitId id = 0; id < count(); ++id) {
    const UnitState& state = states_[id];
    if (unit(id).kind == UnitKind::hook || state.attempt == 0) continue;
    action::Tell line{News::reported, id, 0, state.status.shell_code(), state.status.signal, 0, 0, state.ran};
    line.stopping = state.stopping;
    line.killed = state.killed;
    line.stop_steps = state.stop_step;
    // Given up before its end was seen, which is known all the same.
    if (state.program != 0 && state.killed) {
      line.code = 128 + 9;
      line.signal = 9;
    }
    turn.out.push_back(line);
  }
}

void Supervisor::finish(Turn& turn) {
  announce(turn);
  report(turn);
  int code = code_.value_or(exit_code::internal);
  if (main_decides_) {
    const UnitState& main = states_[plan_->main];
    code = main.program != 0 ? 128 + 9 : main.status.shell_code();
    const auto& success = plan_->exit_codes_for_success;
    if (std::find(success.begin(), success.end(), static_cast<std::uint8_t>(code)) != success.end()) code = 0;
  }
  tell(turn, News::ended, no_unit, code, 0, turn.now - shutdown_since_);
  turn.out.push_back(action::Finish{code});
}

}  // namespace jeden::core
