// The shutdown: how it begins, what a second and a third request change, and how it goes from one phase to
// the next.
#include <algorithm>

#include "core/supervisor.hpp"

namespace jeden::core {

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
    if (main.attempt == 0) return begin_shutdown(128 + signal, turn);
    return begin_shutdown(std::nullopt, turn);
  }
  if (requests_ == 2) return hurry(turn);
  force(turn);
}

// The second request: the waits that are under way are over now, and later ones are short.
void Supervisor::hurry(Turn& turn) {
  tell(turn, News::stop_hurried, plan_->main);
  if (life_ == Life::draining || life_ == Life::sweeping) life_deadline_ = turn.now;
  for (UnitId id = 0; id < count(); ++id) {
    const UnitState& state = states_[id];
    const bool was_stopping = state.phase == UnitPhase::stopping && state.program != 0;
    if (unit(id).kind == UnitKind::hook && unit(id).stage == Stage::stop) cancel(id, turn);
    if (was_stopping) next_stop_step(id, turn);
  }
}

// The third: everything is killed, nothing else is started.
void Supervisor::force(Turn& turn) {
  tell(turn, News::stop_forced, plan_->main);
  for (UnitId id = 0; id < count(); ++id) {
    UnitState& state = states_[id];
    if (state.program == 0) {
      cancel(id, turn);
      continue;
    }
    state.phase = UnitPhase::stopping;
    state.stop_reason = StopReason::shutdown;
    if (!state.killed) kill(id, turn);
  }
  if (life_ < Life::ending) enter(Life::clearing, turn);
}

void Supervisor::enter(Life life, Turn& turn) {
  life_ = life;
  life_deadline_.reset();
  const UnitState& main = states_[plan_->main];
  switch (life) {
    case Life::up: return;
    case Life::draining:
      if (plan_->drain.count() == 0 || main.phase != UnitPhase::ready || requests_ == 0) return;
      tell(turn, News::drain_started, plan_->main, -1, 0, plan_->drain);
      life_deadline_ = std::min(turn.now + plan_->drain, latest(BudgetStage::drain));
      return;
    case Life::stop_hooks:
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
      if (must_end_) life_deadline_ = std::min(*life_deadline_, latest(BudgetStage::strays));
      if (requests_ > 1) life_deadline_ = std::min(*life_deadline_, turn.now + hurried_wait);
      turn.out.push_back(action::Sweep{15});
      return;
    case Life::ending:
      if (must_end_) life_deadline_ = latest(BudgetStage::end_hooks);
      return;
    case Life::clearing:
      for (UnitId id = 0; id < count(); ++id) cancel(id, turn);
      none_left_ = false;
      life_deadline_ = turn.now + Millis{500};
      if (must_end_) life_deadline_ = std::min(*life_deadline_, std::max(*must_end_, turn.now + Millis{20}));
      turn.out.push_back(action::Sweep{9});
      return;
    case Life::done: return finish(turn);
  }
  // What hangs in these two phases gets SIGKILL by its own deadline; this one is for what even that does not
  // end.
  if (must_end_) life_deadline_ = *must_end_;
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
      return hooks && requests_ < 3 ? Life::ending : Life::done;
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
  for (UnitId id = 0; id < count(); ++id) {
    const UnitState& state = states_[id];
    if (unit(id).kind != UnitKind::service || state.phase == UnitPhase::stopping ||
        state.phase == UnitPhase::ended)
      continue;
    bool needed = false;
    for (UnitId other = 0; other < count() && !needed; ++other) {
      const auto& after = unit(other).after;
      needed = unit(other).kind == UnitKind::service && states_[other].phase != UnitPhase::ended &&
               std::find(after.begin(), after.end(), id) != after.end();
    }
    if (!needed) cancel(id, turn);
  }
}

Instant Supervisor::latest(BudgetStage stage, unsigned level) const {
  return shutdown_since_ + budget_.row(stage, level).latest;
}

// When the unit has to be gone in a shutdown. Without a grace there is no such time.
Instant Supervisor::stage_latest(UnitId id) const {
  if (!must_end_) return Instant::max();
  switch (unit(id).kind) {
    case UnitKind::service: return latest(BudgetStage::services, budget_.service_level[id]);
    case UnitKind::main: return latest(BudgetStage::main);
    case UnitKind::hook: break;
  }
  switch (unit(id).stage) {
    case Stage::start:
    case Stage::ready:
    case Stage::stop: return latest(BudgetStage::main);
    case Stage::end: return latest(BudgetStage::end_hooks);
  }
  return *must_end_;
}

void Supervisor::finish(Turn& turn) {
  announce(turn);
  for (UnitId id = 0; id < count() && requests_ > 0; ++id) {
    const UnitState& state = states_[id];
    if (unit(id).kind == UnitKind::hook || state.attempt == 0) continue;
    action::Tell line{News::reported, id, 0, state.status.shell_code(), state.status.signal, 0, 0, state.ran};
    line.stopping = state.stopping;
    line.killed = state.killed;
    turn.out.push_back(line);
  }
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
