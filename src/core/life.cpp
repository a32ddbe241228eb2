// The life of the container: what follows from what has happened, and what may start.
#include <algorithm>

#include "core/supervisor.hpp"

namespace jeden::core {

// Runs until nothing more follows from what has happened. Each round starts a unit or enters a phase, of
// which there are finitely many, so it ends.
void Supervisor::advance(Turn& turn) {
  for (bool changed = true; changed && life_ != Life::done;) {
    announce(turn);  // before the hooks of stage `ready`, which may look for it
    changed = retire_temporary(turn);
    changed = start_what_can(turn) || changed;
    if (life_ == Life::services) stop_services(turn);
    const bool late = life_deadline_ && *life_deadline_ <= turn.now;
    if (life_ == Life::sweeping && late && !none_left_ && !sweep_killed_) {
      sweep_killed_ = true;
      life_deadline_ = turn.now + hurried_wait;
      if (must_end_)
        life_deadline_ = std::min(*life_deadline_, std::max(turn.now, latest(BudgetStage::strays)));
      turn.out.push_back(action::Sweep{9});
      changed = true;
    } else if (life_ == Life::ending && late && !end_hooks_told_ && !is_over(life_)) {
      stop_end_hooks(turn);
      changed = true;
    } else if (life_ != Life::up && (is_over(life_) || late)) {
      enter(next(life_), turn);
      changed = true;
    }
  }
  announce(turn);
}

void Supervisor::announce(Turn& turn) {
  const bool ready = life_ == Life::up && states_[plan_->main].phase == UnitPhase::ready;
  if (ready == announced_) return;
  announced_ = ready;
  turn.out.push_back(action::Announce{ready});
}

// A temporary service has served when the hook that it is for has ended.
bool Supervisor::retire_temporary(Turn& turn) {
  bool changed = false;
  if (life_ != Life::up) return false;
  for (const UnitId id : temporary_) {
    if (!is_satisfied(*unit(id).until, UnitKind::hook)) continue;
    switch (states_[id].phase) {
      case UnitPhase::running:
      case UnitPhase::ready:
        enter_stopping(id, StopReason::finished, turn);
        changed = true;
        break;
      case UnitPhase::waiting:
      case UnitPhase::pausing:
        enter_ended(id, Outcome::skipped, turn);
        changed = true;
        break;
      case UnitPhase::checking:
      case UnitPhase::stopping:
      case UnitPhase::ended: break;
    }
  }
  return changed;
}

bool Supervisor::start_what_can(Turn& turn) {
  bool started = false;
  for (UnitId id = 0; id < count(); ++id) {
    if (states_[id].phase != UnitPhase::waiting || !may_start(unit(id)) || !has_its_turn(id)) continue;
    if (unit(id).schedule)
      await_schedule(id, turn);
    else
      enter_checking(id, turn);
    started = true;
  }
  return started;
}

// What starts again does not wait for what has ended for good: that would be for ever.
bool Supervisor::has_its_turn(UnitId id) const {
  const Unit& u = unit(id);
  const bool again = states_[id].attempt > 0;
  return std::all_of(u.after.begin(), u.after.end(), [&](UnitId before) {
    return is_satisfied(before, u.kind) || (again && states_[before].phase == UnitPhase::ended);
  });
}

bool Supervisor::may_start(const Unit& u) const {
  switch (u.stage) {
    case Stage::start: return life_ == Life::up;
    case Stage::ready: return life_ == Life::up && states_[plan_->main].was_ready;
    case Stage::stop: return life_ == Life::stop_hooks;
    case Stage::end: return life_ == Life::ending;
  }
  return false;
}

// A hook counts when it succeeded, was not needed, or may fail; a program when it is ready, or was and ended
// well.
// For main a temporary service counts when it is gone; for the others also when it was not needed, or has
// served without ever having been ready, because then it never will be.
bool Supervisor::is_satisfied(UnitId id, UnitKind for_whom) const {
  const UnitState& state = states_[id];
  const Unit& u = unit(id);
  if (u.until && for_whom == UnitKind::main) return state.phase == UnitPhase::ended;
  if (u.until && state.phase == UnitPhase::ended &&
      (state.outcome == Outcome::skipped || is_satisfied(*u.until, UnitKind::hook)))
    return true;
  if (u.kind != UnitKind::hook)
    return state.phase == UnitPhase::ready || (state.was_ready && state.outcome == Outcome::succeeded);
  if (state.phase != UnitPhase::ended) return false;
  const bool in_shutdown = u.stage == Stage::stop || u.stage == Stage::end;
  return state.outcome == Outcome::succeeded || state.outcome == Outcome::skipped ||
         (state.outcome == Outcome::failed && (u.on_failure == OnFailure::warn || in_shutdown));
}

// Whether the gate said that the unit has nothing to do. A temporary service goes with the hook that it is
// for.
bool Supervisor::is_spared(UnitId id) const {
  const Unit& u = unit(id);
  if (!u.gate) return false;
  const OnUpgrade on_upgrade = u.until ? unit(*u.until).on_upgrade : u.on_upgrade;
  switch (states_[*u.gate].needed) {
    case Needed::everything: return on_upgrade == OnUpgrade::only;
    case Needed::upgrade: return on_upgrade == OnUpgrade::skip;
    case Needed::nothing: return true;
  }
  return false;
}

bool Supervisor::someone_waits_for(UnitId id) const {
  for (UnitId other = 0; other < count(); ++other) {
    const auto& after = unit(other).after;
    if (states_[other].phase == UnitPhase::waiting &&
        std::find(after.begin(), after.end(), id) != after.end())
      return true;
  }
  return false;
}

}  // namespace jeden::core
