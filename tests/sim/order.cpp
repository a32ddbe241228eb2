// What may start, and when.
#include <algorithm>

#include "invariants.hpp"
#include "oracle.hpp"

namespace jeden::sim {

using core::Life;
using core::OnFailure;
using core::Outcome;
using core::ReadyBy;
using core::Role;
using core::Stage;
using core::StopReason;
using core::Unit;
using core::UnitId;
using core::UnitKind;
using core::UnitPhase;
using core::UnitState;
namespace action = core::action;
namespace event = core::event;

namespace {

bool is_satisfied(const Step& step, UnitId id, UnitKind for_whom) {
  const Unit& unit = step.plan.units[id];
  const UnitState& state = step.supervisor.state(id);
  if (unit.until && for_whom == UnitKind::main) return state.phase == UnitPhase::ended;
  if (unit.kind == UnitKind::hook) {
    if (state.phase != UnitPhase::ended) return false;
    const bool may_fail =
        unit.on_failure == OnFailure::warn || unit.stage == Stage::stop || unit.stage == Stage::end;
    return state.outcome == Outcome::succeeded || state.outcome == Outcome::skipped ||
           (state.outcome == Outcome::failed && may_fail);
  }
  if (unit.until && state.phase == UnitPhase::ended) return true;  // it has served, or was not needed
  // Whoever started in this very moment found it ready, before its own time was over.
  const bool just_retired = state.phase == UnitPhase::stopping && state.stop_reason == StopReason::finished;
  return state.phase == UnitPhase::ready ||
         (state.was_ready && (state.outcome == Outcome::succeeded || just_retired));
}

bool all_satisfied(const Step& step, UnitId id) {
  const Unit& unit = step.plan.units[id];
  // What starts again does not wait for what has ended for good.
  const bool again = step.supervisor.state(id).attempt > 1;
  return std::all_of(unit.after.begin(), unit.after.end(), [&](UnitId other) {
    return is_satisfied(step, other, unit.kind) ||
           (again && step.supervisor.state(other).phase == UnitPhase::ended);
  });
}

// The unit that the action starts, beginning from `waiting`.
std::optional<UnitId> begun_by(const core::Action& action) {
  if (const auto* spawn = std::get_if<action::Spawn>(&action))
    return spawn->role == Role::program || spawn->role == Role::condition ? std::optional{spawn->unit}
                                                                          : std::nullopt;
  if (const auto* exec = std::get_if<action::Exec>(&action)) return exec->unit;
  if (const auto* check = std::get_if<action::Check>(&action)) return check->unit;
  if (const auto* schedule = std::get_if<action::Schedule>(&action)) return schedule->unit;
  return std::nullopt;
}

bool was_waiting(const Step& step, UnitId id) {
  const UnitState& before = step.before[id];
  if (before.phase == UnitPhase::waiting) return true;
  if (before.phase == UnitPhase::stopping) return before.stop_reason == StopReason::bound;
  return before.phase == UnitPhase::ended;
}

}  // namespace

bool starts_only_when_after_is_satisfied(const Step& step, const Memory& memory) {
  bool announced = memory.main_is_announced;
  const bool main_is_ready = step.supervisor.state(step.plan.main).phase == UnitPhase::ready;
  for (const core::Action& action : step.actions) {
    if (const auto* announce = std::get_if<action::Announce>(&action)) announced = announce->ready;
    const auto id = begun_by(action);
    if (!id || !was_waiting(step, *id)) continue;
    const Unit& unit = step.plan.units[*id];
    if (unit.stage == Stage::ready && !step.supervisor.state(step.plan.main).was_ready) return false;
    if (unit.stage == Stage::ready && main_is_ready && !announced && step.life() == Life::up) return false;
    if (!all_satisfied(step, *id)) return false;
  }
  return true;
}

namespace {

bool is_spared(const Step& step, UnitId id) {
  const Unit& unit = step.plan.units[id];
  const core::OnUpgrade on_upgrade = step.plan.units[unit.until.value_or(id)].on_upgrade;
  switch (step.supervisor.state(*unit.gate).needed) {
    case core::Needed::nothing: return true;
    case core::Needed::upgrade: return on_upgrade == core::OnUpgrade::skip;
    case core::Needed::everything: return on_upgrade == core::OnUpgrade::only;
  }
  return false;
}

}  // namespace

// What a gate says comes from its child alone, and what it spares does not start.
bool once_is_once(const Step& step, const Memory& memory) {
  for (const core::Action& action : step.actions)
    if (const auto id = begun_by(action); id && step.plan.units[*id].gate && is_spared(step, *id))
      return false;
  for (UnitId id = 0; id < memory.units.size(); ++id) {
    const UnitState &state = step.supervisor.state(id), &before = step.before[id];
    if (state.needed == before.needed) continue;
    if (!step.plan.units[id].is_gate || before.phase != UnitPhase::running) return false;
    if (state.needed == core::Needed::upgrade) {
      const auto* e = std::get_if<event::Notified>(&step.event);
      if (e == nullptr || e->unit != id || !e->upgrade) return false;
    } else if (const auto end = program_end(step, memory); !end || end->unit != id || !end->status.ok()) {
      return false;
    }
  }
  return true;
}

// A hook with a command for a condition starts when that has said yes, and not before.
bool conditions_are_looked_at(const Step& step, const Memory& memory) {
  return std::all_of(step.actions.begin(), step.actions.end(), [&](const core::Action& action) {
    const auto* spawn = std::get_if<action::Spawn>(&action);
    if (spawn == nullptr || spawn->role != core::Role::program) return true;
    return !step.plan.units[spawn->unit].condition || memory.units[spawn->unit].condition_held;
  });
}

bool nothing_starts_after_stop(const Step& step, const Memory& memory) {
  const bool hurried = memory.requests >= 3;
  for (const core::Action& action : step.actions) {
    const auto* spawn = std::get_if<action::Spawn>(&action);
    const auto id = begun_by(action);
    if (!spawn && !id) continue;
    const UnitId who = spawn ? spawn->unit : *id;
    const Stage stage = step.plan.units[who].stage;
    const bool in_shutdown = stage == Stage::stop || stage == Stage::end;
    if (stage == Stage::stop && (step.life() < Life::stop_hooks || step.life_before > Life::stop_hooks))
      return false;
    if (stage == Stage::end && (step.life() < Life::ending || step.life_before > Life::ending)) return false;
    if (step.life_before == Life::up) continue;
    if (hurried) return false;
    if (spawn && spawn->role == Role::stop) continue;
    if (!in_shutdown) return false;
  }
  return true;
}

bool ready_only_when_it_is(const Step& step, const Memory& memory) {
  for (UnitId id = 0; id < memory.units.size(); ++id) {
    if (step.supervisor.state(id).phase != UnitPhase::ready || step.before[id].phase == UnitPhase::ready)
      continue;
    bool said = false;
    switch (step.plan.units[id].ready.by) {
      case ReadyBy::running: {
        const auto* e = std::get_if<event::Spawned>(&step.event);
        said = e != nullptr && e->child == memory.units[id].program;
        break;
      }
      case ReadyBy::wait: {
        const auto* e = std::get_if<event::ChildExited>(&step.event);
        said = e != nullptr && e->child == memory.units[id].helper && e->status.ok();
        break;
      }
      case ReadyBy::delay:
        said = std::holds_alternative<event::DeadlineReached>(step.event) &&
               memory.units[id].ready_at <= step.now && *memory.units[id].ready_at + step.late >= step.now;
        break;
      case ReadyBy::notify:
      case ReadyBy::descriptor:
      case ReadyBy::log: {
        const auto* e = std::get_if<event::Notified>(&step.event);
        said = e != nullptr && e->unit == id;
        break;
      }
    }
    if (!said) return false;
  }
  return true;
}

namespace {

// What could not be looked at is not an answer.
bool failed_condition_is_a_failure(const Step& step, const Memory& memory) {
  const auto* failed = std::get_if<event::SpawnFailed>(&step.event);
  if (failed == nullptr || !is_failed_condition(*failed, memory)) return true;
  return std::none_of(step.actions.begin(), step.actions.end(), [&](const core::Action& action) {
    const auto* news = std::get_if<action::Tell>(&action);
    return news != nullptr && news->news == core::News::hook_skipped &&
           news->unit == memory.child(failed->child).unit;
  });
}

}  // namespace

bool causes_have_effects(const Step& step, const Memory& memory) {
  if (!failed_condition_is_a_failure(step, memory)) return false;
  if (step.begins_shutdown() && !memory.cause_is_known) return false;
  // A hook that was told to stop has not succeeded, however it ended.
  if (const auto end = program_end(step, memory)) {
    const UnitState& state = step.supervisor.state(end->unit);
    if (step.plan.units[end->unit].kind == UnitKind::hook &&
        step.before[end->unit].phase == UnitPhase::stopping && state.phase == UnitPhase::ended &&
        state.outcome == Outcome::succeeded)
      return false;
  }
  if (asks_to_stop(step) && step.life() == Life::up) return false;
  if (step.life() != Life::up) return true;
  for (UnitId id = 0; id < memory.units.size(); ++id) {
    const Unit& unit = step.plan.units[id];
    const UnitState& state = step.supervisor.state(id);
    if (state.phase != UnitPhase::ended) continue;
    if (unit.kind == UnitKind::main) return false;
    if (unit.kind == UnitKind::service && unit.essential && !unit.until) return false;
    if (unit.kind == UnitKind::hook && state.outcome == Outcome::failed && unit.on_failure == OnFailure::stop)
      return false;
  }
  return true;
}

// In a shutdown nobody is overlooked: by each phase, those that it is about have been told.
bool stop_reaches_everybody(const Step& step, const Memory& memory) {
  const Life life = step.life();
  if (life == Life::up || life == Life::done) return true;
  for (UnitId id = 0; id < memory.units.size(); ++id) {
    const UnitPhase phase = step.supervisor.state(id).phase;
    if (phase == UnitPhase::stopping || phase == UnitPhase::ended) continue;
    const Unit& unit = step.plan.units[id];
    const bool has_begun = phase == UnitPhase::running || phase == UnitPhase::ready;
    switch (unit.kind) {
      case UnitKind::service:
        if (!has_begun || life >= Life::clearing) return false;
        break;
      case UnitKind::main:
        if (!has_begun || life >= Life::stopping) return false;
        break;
      case UnitKind::hook:
        if (unit.stage == Stage::start || unit.stage == Stage::ready) return false;
        if (unit.stage == Stage::stop && life >= Life::stopping) return false;
        if (memory.requests >= 3) return false;
        break;
    }
  }
  return true;
}

// While nothing is on its way: whoever waits, waits for somebody who can still come.
bool has_hope(const Step& step, UnitId id) {
  const Unit& unit = step.plan.units[id];
  if (unit.stage == Stage::ready && !step.supervisor.state(step.plan.main).was_ready) return true;
  return std::any_of(unit.after.begin(), unit.after.end(), [&](UnitId other) {
    const UnitPhase phase = step.supervisor.state(other).phase;
    return phase == UnitPhase::stopping ||
           (phase != UnitPhase::ended && !is_satisfied(step, other, unit.kind));
  });
}

bool never_stuck(const Step& step, const Memory& memory) {
  if (!step.is_quiet || step.life() == Life::done) return true;
  if (step.life() == Life::up)
    for (UnitId id = 0; id < memory.units.size(); ++id) {
      const Stage stage = step.plan.units[id].stage;
      if (step.supervisor.state(id).phase != UnitPhase::waiting) continue;
      if ((stage == Stage::start || stage == Stage::ready) && !has_hope(step, id)) return false;
    }
  const auto deadline = step.supervisor.deadline();
  if (deadline && *deadline != Instant::max()) return true;
  const bool starts = std::any_of(step.actions.begin(), step.actions.end(), [](const core::Action& action) {
    return std::holds_alternative<action::Spawn>(action) || std::holds_alternative<action::Exec>(action) ||
           std::holds_alternative<action::Check>(action) ||
           std::holds_alternative<action::Schedule>(action) || std::holds_alternative<action::Sweep>(action);
  });
  return starts || std::any_of(memory.children.begin(), memory.children.end(),
                               [](const ChildMemory& child) { return child.living || child.lingering; });
}

}  // namespace jeden::sim
