#include "memory.hpp"

#include <algorithm>

#include "oracle.hpp"

namespace jeden::sim {

using core::Life;
using core::News;
using core::Role;
using core::UnitId;
using core::UnitKind;
using core::UnitPhase;
namespace action = core::action;
namespace event = core::event;

void Memory::begin(std::size_t count) {
  std::vector<ChildMemory> old_children = std::move(children);
  std::vector<UnitMemory> old_units = std::move(units);
  *this = Memory{};
  children = std::move(old_children);
  units = std::move(old_units);
  children.assign(1, {});
  units.assign(count, {});
}

bool asks_to_stop(const Step& step) {
  if (std::holds_alternative<event::StopAsked>(step.event)) return true;
  const auto* e = std::get_if<event::Signalled>(&step.event);
  return e != nullptr &&
         step.plan.signals[static_cast<std::size_t>(e->signal)].action == core::OnSignal::stop;
}

namespace {

// Whoever is stopped as a group has not ended before its group has.
bool goes_on_as_group(const Step& step, const ChildMemory& child, const event::ChildExited& exit) {
  if (!exit.group_left || child.role != Role::program || child.unit == core::no_unit) return false;
  const core::Unit& unit = step.plan.units[child.unit];
  const core::UnitState& before = step.before[child.unit];
  const bool as_group = unit.kind == UnitKind::hook || unit.stop_to == core::SignalTarget::group;
  return as_group && before.phase == UnitPhase::stopping && !before.killed;
}

}  // namespace

std::optional<End> program_end(const Step& step, const Memory& memory) {
  if (const auto* e = std::get_if<event::ChildExited>(&step.event)) {
    const ChildMemory& child = memory.child(e->child);
    if (child.role == Role::program && child.unit != core::no_unit && !goes_on_as_group(step, child, *e))
      return End{child.unit, e->status};
  } else if (const auto* failed = std::get_if<event::SpawnFailed>(&step.event)) {
    const ChildMemory& child = memory.child(failed->child);
    if (child.role == Role::program && child.unit != core::no_unit) return End{child.unit, {failed->code, 0}};
  } else if (const auto* ended = std::get_if<event::GroupEnded>(&step.event)) {
    const ChildMemory& child = memory.child(ended->child);
    return End{child.unit, child.status.signal != 0 ? ended->last.value_or(child.status) : child.status};
  }
  return std::nullopt;
}

// Before the invariants look at the step.
void Memory::note_event(const Step& step) {
  if (asks_to_stop(step)) ++requests;
  if (const auto* e = std::get_if<event::ChildExited>(&step.event)) {
    ChildMemory& child = children[e->child];
    child.status = e->status;
    child.lingering = child.living = goes_on_as_group(step, child, *e);
    if (child.role == Role::drain && e->status.ok()) drain_answered = true;
    if (child.role == Role::condition && units[child.unit].helper == e->child)
      units[child.unit].condition_held = e->status.ok();
  } else if (const auto* failed = std::get_if<event::SpawnFailed>(&step.event)) {
    children[failed->child].living = false;
    children[failed->child].status = {failed->code, 0};
    if (is_failed_condition(*failed, *this)) ++units[children[failed->child].unit].attempts;
  } else if (const auto* ended = std::get_if<event::GroupEnded>(&step.event)) {
    ChildMemory& child = children[ended->child];
    if (child.status.signal != 0) child.status = ended->last.value_or(child.status);
    child.living = child.lingering = false;
  } else if (const auto* spawned = std::get_if<event::Spawned>(&step.event)) {
    const ChildMemory& child = children[spawned->child];
    const core::Unit& unit = step.plan.units[child.unit];
    if (child.role == Role::program && unit.ready.by == core::ReadyBy::delay)
      units[child.unit].ready_at = step.now + unit.ready.delay;
  } else if (const auto* more = std::get_if<event::Extended>(&step.event)) {
    UnitMemory& unit = units[more->unit];
    if (unit.limit && step.before[more->unit].phase == UnitPhase::running)
      unit.limit = std::max(*unit.limit, step.now + more->by);
    unit.extended = true;
  } else if (std::holds_alternative<event::NoneLeft>(step.event)) {
    none_left = true;
  } else if (std::holds_alternative<event::DeadlineReached>(step.event)) {
    deadlines_in_a_row = step.now == last_deadline ? deadlines_in_a_row + 1 : 1;
    last_deadline = step.now;
  }
  if (step.life_before < Life::stop_hooks && step.life() >= Life::stop_hooks) note_stop_hooks(step);
  if (!step.begins_shutdown()) return;
  shutdown_since = step.now;
  const auto expected = expected_cause(step, *this);
  cause_is_known = expected.has_value();
  if (expected) cause = expected->code;
  drains =
      requests > 0 && step.plan.drain.count() > 0 && step.before[step.plan.main].phase == UnitPhase::ready;
  for (UnitId id = 0; id < units.size(); ++id) {
    // More than one thing may be due in the moment that begins the shutdown.
    const bool by_another_timer = std::holds_alternative<event::DeadlineReached>(step.event) &&
                                  step.plan.units[id].kind == core::UnitKind::service &&
                                  step.supervisor.state(id).phase == UnitPhase::stopping;
    units[id].was_stopping = step.before[id].phase == UnitPhase::stopping || by_another_timer;
  }
}

// They run when main still does, and there is time.
void Memory::note_stop_hooks(const Step& step) {
  const Instant begun = shutdown_since.value_or(step.now);
  const Instant latest = begun + step.supervisor.budget().row(core::BudgetStage::stop_hooks).latest;
  stop_hooks_are_due =
      child(units[step.plan.main].program).living && requests < 2 && (!step.plan.grace || step.now < latest);
}

void Memory::note_actions(const Step& step) {
  for (const core::Action& action : step.actions) {
    if (const auto* spawn = std::get_if<action::Spawn>(&action)) {
      note_spawn(step, spawn->child, spawn->unit, spawn->role);
    } else if (const auto* exec = std::get_if<action::Exec>(&action)) {
      note_spawn(step, exec->child, exec->unit, Role::program);
    } else if (const auto* signal = std::get_if<action::Signal>(&action)) {
      note_signal(step, *signal);
    } else if (const auto* sweep = std::get_if<action::Sweep>(&action)) {
      swept = true;
      none_left = false;
      if (sweep->signal == 9) swept_hard = true;
    } else if (const auto* news = std::get_if<action::Tell>(&action)) {
      note_tell(step, *news);
    } else if (const auto* announce = std::get_if<action::Announce>(&action)) {
      main_is_announced = announce->ready;
    } else if (const auto* schedule = std::get_if<action::Schedule>(&action)) {
      units[schedule->unit].attempts = 0;
      units[schedule->unit].condition_held = false;
      units[schedule->unit].pause_until.reset();
    } else if (std::holds_alternative<action::Finish>(action)) {
      finished = true;
    }
  }
  for (UnitId id = 0; id < units.size(); ++id) {
    const UnitPhase phase = step.supervisor.state(id).phase;
    if (phase != UnitPhase::running) units[id].limit.reset();
    if (phase != UnitPhase::pausing) units[id].pause_until.reset();
    if (phase != UnitPhase::stopping) units[id].step_due.reset();
  }
}

void Memory::note_spawn(const Step& step, core::ChildId child, UnitId id, Role role) {
  if (child >= children.size()) children.resize(child + 1);
  children[child] = {id, role, true, false, false, std::nullopt, step.now, {}};
  UnitMemory& unit = units[id];
  if (role != Role::program) {
    unit.helper = child;
    if (role == Role::stop) {
      children[unit.program].asked = step.now;
      note_step(step, id);
    }
    return;
  }
  const core::Unit& planned = step.plan.units[id];
  unit.program = child;
  ++unit.attempts;
  unit.steps = 0;
  unit.extended = false;
  std::optional<Millis> limit = planned.timeout;
  if (planned.kind != UnitKind::hook && planned.ready.timeout)
    limit = std::min(*planned.ready.timeout, limit.value_or(*planned.ready.timeout));
  unit.limit = limit ? std::optional{step.now + *limit} : std::nullopt;
}

// A step of the stop sequence has been taken: the next is due when its wait is over.
void Memory::note_step(const Step& step, UnitId id) {
  const auto& sequence = step.plan.units[id].stop;
  UnitMemory& unit = units[id];
  unit.step_due.reset();
  if (unit.steps >= sequence.size()) return;
  const auto& wait = sequence[unit.steps].wait;
  const bool is_hook = step.plan.units[id].kind == UnitKind::hook;
  if (is_hook && step.supervisor.state(id).stop_reason != core::StopReason::shutdown)
    unit.step_due = step.now + core::hook_kill_wait;
  else if (wait)
    unit.step_due = step.now + *wait;
  ++unit.steps;
}

namespace {

// It is the first signal of the step; when a timer is late, steps of a stop sequence may follow it.
bool is_forwarded(const Step& step, const action::Signal& signal, UnitId unit) {
  if (!std::holds_alternative<event::Signalled>(step.event) || asks_to_stop(step)) return false;
  const bool forwards = std::any_of(step.actions.begin(), step.actions.end(), [](const core::Action& one) {
    const auto* news = std::get_if<action::Tell>(&one);
    return news != nullptr && news->news == core::News::signal_forwarded;
  });
  if (!forwards) return false;  // what is a reload or ignored may come when a wait is over
  const auto first = std::find_if(step.actions.begin(), step.actions.end(), [](const core::Action& one) {
    return std::holds_alternative<action::Signal>(one);
  });
  return unit == step.plan.main && &std::get<action::Signal>(*first) == &signal;
}

}  // namespace

void Memory::note_signal(const Step& step, const action::Signal& signal) {
  if (signal.child >= children.size()) return;
  ChildMemory& child = children[signal.child];
  if (signal.signal == 9) child.killed = true;
  if (child.role != Role::program || child.unit == core::no_unit) return;
  if (is_forwarded(step, signal, child.unit)) return;
  if (signal.signal == 9)
    units[child.unit].step_due.reset();
  else
    note_step(step, child.unit);
  if (signal.signal != 9 && !child.asked) child.asked = step.now;
}

void Memory::note_tell(const Step& step, const action::Tell& news) {
  if (news.unit >= units.size()) return;
  UnitMemory& unit = units[news.unit];
  if (news.news == News::hook_retried) unit.pause_until = step.now + news.after;
  if (news.news != News::service_restarted && news.news != News::main_restarted) return;
  unit.pause_until = step.now + news.after;
  unit.restarts.push_back(step.now);
}

}  // namespace jeden::sim
