// Time, and everything that must have an end.
#include <algorithm>

#include "invariants.hpp"

namespace jeden::sim {

using core::Life;
using core::News;
using core::Outcome;
using core::Restart;
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

bool ends_within_grace(const Step& step, const Memory& memory) {
  if (!step.plan.grace || !memory.shutdown_since) return true;
  // What the timers of this life are late comes on top once, and the margin is there for it.
  const Instant end = *memory.shutdown_since + *step.plan.grace - step.supervisor.budget().margin;
  if (step.now > end + step.late) return false;
  if (step.life() == Life::done) return true;
  const auto deadline = step.supervisor.deadline();
  return deadline && *deadline <= end;
}

namespace {

bool is_over(const Step& step, const core::BudgetRow& row) {
  switch (row.stage) {
    case core::BudgetStage::drain: return step.life() > Life::draining;
    case core::BudgetStage::stop_hooks: return step.life() > Life::stop_hooks;
    case core::BudgetStage::main: return step.life() > Life::stopping;
    case core::BudgetStage::strays: return step.life() > Life::sweeping;
    case core::BudgetStage::end_hooks: return step.life() > Life::ending;
    case core::BudgetStage::services: break;
  }
  if (step.life() > Life::services) return true;
  for (UnitId id = 0; id < step.plan.units.size(); ++id) {
    const bool belongs = step.plan.units[id].kind == UnitKind::service &&
                         step.supervisor.budget().service_level[id] == row.level;
    if (belongs && step.supervisor.state(id).phase != UnitPhase::ended) return false;
  }
  return true;
}

}  // namespace

// Whatever hangs in it, a stage is over when the budget says so, and leaves the later ones what is theirs.
bool stages_keep_their_time(const Step& step, const Memory& memory) {
  if (!step.plan.grace || !memory.shutdown_since || step.begins_shutdown()) return true;
  // More may be due at the same moment: SIGKILL first, then giving up.
  const auto next = step.supervisor.deadline();
  if (!std::holds_alternative<event::DeadlineReached>(step.event) || (next && *next <= step.now)) return true;
  const auto& rows = step.supervisor.budget().rows;
  return std::all_of(rows.begin(), rows.end(), [&](const core::BudgetRow& row) {
    return step.now < *memory.shutdown_since + row.latest || is_over(step, row);
  });
}

bool retries_bounded(const Step& step, const Memory& memory) {
  for (const core::Action& action : step.actions) {
    const auto* spawn = std::get_if<action::Spawn>(&action);
    if (spawn == nullptr || spawn->role != Role::program) continue;
    const Unit& unit = step.plan.units[spawn->unit];
    if (unit.kind == UnitKind::hook && memory.units[spawn->unit].attempts > unit.retries) return false;
  }
  if (step.life() != Life::up) return true;
  for (UnitId id = 0; id < memory.units.size(); ++id) {
    const Unit& unit = step.plan.units[id];
    const bool gave_up = unit.kind == UnitKind::hook && step.supervisor.state(id).phase == UnitPhase::ended &&
                         step.supervisor.state(id).outcome == Outcome::failed;
    if (gave_up && memory.units[id].attempts != unit.retries + 1) return false;
  }
  return true;
}

bool restarts_bounded(const Step& step, const Memory& memory) {
  for (const core::Action& action : step.actions) {
    const auto* news = std::get_if<action::Tell>(&action);
    if (news == nullptr || (news->news != News::service_restarted && news->news != News::main_restarted))
      continue;
    const core::RestartPolicy& policy = step.plan.units[news->unit].restart;
    const UnitMemory& unit = memory.units[news->unit];
    const auto in_window = std::count_if(unit.restarts.begin(), unit.restarts.end(), [&](Instant restart) {
      return step.now - restart <= policy.window;
    });
    if (policy.limit > 0 && static_cast<std::size_t>(in_window) >= policy.limit) return false;
    if (news->after < std::min(policy.backoff, policy.backoff_max) || news->after > policy.backoff_max)
      return false;
    const UnitState& before = step.before[news->unit];
    const bool unhealthy = before.phase == UnitPhase::stopping && before.stop_reason == StopReason::unhealthy;
    if (policy.when == Restart::never && !unhealthy) return false;
    if (step.life() != Life::up) return false;
  }
  return true;
}

namespace {

bool is_timer(const Step& step) {
  return std::holds_alternative<event::DeadlineReached>(step.event);
}
// A time that has come is acted upon by the next timer, which is as late as timers are in this life.
bool is_missed(const Step& step, const std::optional<Instant>& due) {
  return due && (step.now > *due + step.late || (is_timer(step) && step.now >= *due));
}
bool is_now(const Step& step, const std::optional<Instant>& due) {
  return due && step.now >= *due && step.now <= *due + step.late;
}

bool told_in_time(const Step& step, const Memory& memory, const action::Tell& news) {
  if (news.unit >= memory.units.size()) return true;
  const UnitMemory& unit = memory.units[news.unit];
  if (news.news == News::hook_timed_out) return is_now(step, unit.limit);
  if (news.news == News::ready_timed_out) return !is_timer(step) || is_now(step, unit.limit);
  if (news.news == News::main_timed_out || news.news == News::service_timed_out)
    return step.plan.units[news.unit].timeout <= news.after &&
           (unit.extended || *step.plan.units[news.unit].timeout + 2 * step.late >= news.after);
  return true;
}

// A step that a timer caused, outside of the shutdown, comes exactly when the wait before it is over.
bool stepped_in_time(const Step& step, const Memory& memory, const action::Signal& signal) {
  const ChildMemory& child = memory.child(signal.child);
  if (child.unit == core::no_unit || child.role != Role::program || !is_timer(step)) return true;
  const UnitState& before = step.before[child.unit];
  const UnitMemory& unit = memory.units[child.unit];
  if (before.phase != UnitPhase::stopping || before.stop_reason == StopReason::shutdown) return true;
  if (step.life() != Life::up || unit.extended || !unit.step_due) return true;
  const bool is_cut = step.now - before.stopped_since >= step.plan.grace.value_or(Millis{10'000});
  return is_now(step, unit.step_due) || is_cut;
}

bool started_in_time(const Step& step, const Memory& memory, const action::Spawn& spawn) {
  if (spawn.role != Role::program || step.before[spawn.unit].phase != UnitPhase::pausing) return true;
  const auto& due = memory.units[spawn.unit].pause_until;
  return !due || !is_timer(step) || is_now(step, due);
}

}  // namespace

bool timeouts_exact(const Step& step, const Memory& memory) {
  for (UnitId id = 0; id < memory.units.size(); ++id) {
    const UnitState& state = step.supervisor.state(id);
    const UnitMemory& unit = memory.units[id];
    if (step.before[id].phase != state.phase || step.before[id].program != state.program) continue;
    const bool counts = step.life() == Life::up || step.plan.units[id].kind == UnitKind::hook;
    if (state.phase == UnitPhase::running && counts && is_missed(step, unit.limit)) return false;
    if (state.phase == UnitPhase::pausing && is_missed(step, unit.pause_until)) return false;
    const bool was_told = step.before[id].stop_step != state.stop_step || state.killed;
    if (state.phase == UnitPhase::stopping && !was_told && !unit.extended && is_missed(step, unit.step_due))
      return false;
  }
  for (const core::Action& action : step.actions) {
    if (const auto* news = std::get_if<action::Tell>(&action))
      if (!told_in_time(step, memory, *news)) return false;
    if (const auto* signal = std::get_if<action::Signal>(&action))
      if (!stepped_in_time(step, memory, *signal)) return false;
    if (const auto* spawn = std::get_if<action::Spawn>(&action))
      if (!started_in_time(step, memory, *spawn)) return false;
  }
  return true;
}

bool deadline_not_in_the_past(const Step& step, const Memory& memory) {
  if (memory.deadlines_in_a_row > 8 + 4 * memory.units.size()) return false;
  const auto deadline = step.supervisor.deadline();
  return !deadline || *deadline + step.late >= step.now;
}

bool actions_bounded(const Step& step, const Memory&) {
  return step.actions.size() <= step.supervisor.max_actions();
}

bool no_allocation(const Step& step, const Memory&) {
  return step.allocations == 0;
}

}  // namespace jeden::sim
