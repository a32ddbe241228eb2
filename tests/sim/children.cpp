// What is done to processes, and what is said about them.
#include <algorithm>

#include "invariants.hpp"
#include "oracle.hpp"

namespace jeden::sim {

using core::Life;
using core::News;
using core::Role;
using core::UnitId;
using core::UnitPhase;
namespace action = core::action;

// Never to a child that has not been started, or whose exit is known: its number may be a stranger's.
bool signals_only_living(const Step& step, const Memory& memory) {
  for (std::size_t i = 0; i < step.actions.size(); ++i) {
    const auto* signal = std::get_if<action::Signal>(&step.actions[i]);
    if (signal == nullptr) continue;
    const ChildMemory& child = memory.child(signal->child);
    if (child.lingering && signal->target != core::SignalTarget::group) return false;
    if (child.living) continue;
    const bool just_started =
        std::any_of(step.actions.begin(), step.actions.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const core::Action& action) {
                      const auto* spawn = std::get_if<action::Spawn>(&action);
                      return spawn != nullptr && spawn->child == signal->child;
                    });
    if (!just_started) return false;
  }
  return true;
}

namespace {

// When the program was told to stop; in this step perhaps, before its SIGKILL.
std::optional<Instant> asked(const Step& step, const Memory& memory, const action::Signal& kill) {
  const ChildMemory& child = memory.child(kill.child);
  if (child.asked) return child.asked;
  for (const core::Action& action : step.actions) {
    const auto* signal = std::get_if<action::Signal>(&action);
    if (signal == &kill) break;
    if (signal != nullptr && signal->child == kill.child) return step.now;
    const auto* command = std::get_if<action::Spawn>(&action);
    if (command != nullptr && command->role == Role::stop && command->unit == child.unit) return step.now;
  }
  return std::nullopt;
}

bool is_asked_in_time(const Step& step, const Memory& memory, const action::Signal& kill) {
  const ChildMemory& child = memory.child(kill.child);
  const core::Unit& unit = step.plan.units[child.unit];
  if (unit.stop.front().signal == 9) return true;
  const auto when = asked(step, memory, kill);
  const core::Budget& budget = step.supervisor.budget();
  if (unit.stage != core::Stage::end) {
    // Timers can be later than the stage is long: that of SIGKILL, and that of giving up.
    const core::BudgetRow& row =
        unit.kind == core::UnitKind::service
            ? budget.row(core::BudgetStage::services, budget.service_level[child.unit])
            : budget.row(core::BudgetStage::main);
    return when || (step.plan.grace && row.least - row.kill_wait <= 2 * step.late);
  }
  if (when && asks_to_stop(step)) return true;  // which ends the wait
  const core::BudgetRow& row = budget.row(core::BudgetStage::end_hooks);
  const Millis moment = memory.requests > 1 ? std::min(row.stop_wait, core::hurried_wait / 4) : row.stop_wait;
  if (step.now - when.value_or(step.now) + step.late >= moment) return true;
  // It can begin when its time is over.
  return step.plan.grace &&
         child.started >= *memory.shutdown_since + row.latest - row.kill_wait - row.stop_wait;
}

}  // namespace

// Nobody gets SIGKILL who was not told to stop before, and an end hook has a moment in between.
bool asked_before_killed(const Step& step, const Memory& memory) {
  if (memory.requests >= 3) return true;
  return std::all_of(step.actions.begin(), step.actions.end(), [&](const core::Action& action) {
    const auto* signal = std::get_if<action::Signal>(&action);
    if (signal == nullptr || signal->signal != 9) return true;
    const ChildMemory& child = memory.child(signal->child);
    const bool is_program = child.unit != core::no_unit && child.role == Role::program;
    return !is_program || is_asked_in_time(step, memory, *signal);
  });
}

namespace {

bool kills(const Step& step, core::ChildId child) {
  return std::any_of(step.actions.begin(), step.actions.end(), [child](const core::Action& action) {
    const auto* signal = std::get_if<action::Signal>(&action);
    return signal != nullptr && signal->child == child && signal->signal == 9;
  });
}

}  // namespace

// And one helper: a new one only when the last one has ended or was killed.
bool one_program_per_unit(const Step& step, const Memory& memory) {
  for (std::size_t i = 0; i < step.actions.size(); ++i) {
    const auto* spawn = std::get_if<action::Spawn>(&step.actions[i]);
    if (spawn == nullptr) continue;
    const UnitMemory& unit = memory.units[spawn->unit];
    if (spawn->role == Role::program) {
      if (memory.child(unit.program).living) return false;
      continue;
    }
    const ChildMemory& helper = memory.child(unit.helper);
    if (helper.living && !helper.killed && !kills(step, unit.helper)) return false;
  }
  for (UnitId id = 0; id < memory.units.size(); ++id) {
    const core::UnitState& state = step.supervisor.state(id);
    if (state.phase != UnitPhase::ended) continue;
    if (state.helper != 0) return false;
    // Only what SIGKILL did not end is given up, and only by a shutdown.
    const bool is_killed = memory.child(state.program).killed || kills(step, state.program);
    if (state.program != 0 && (!is_killed || step.life() == Life::up)) return false;
  }
  return true;
}

bool code_of_the_cause(const Step& step, const Memory& memory) {
  for (const core::Action& action : step.actions) {
    const auto* finish = std::get_if<action::Finish>(&action);
    if (finish != nullptr && finish->code != expected_code(step, memory)) return false;
  }
  return true;
}

bool finish_once_and_last(const Step& step, const Memory& memory) {
  const auto finishes = std::count_if(
      step.actions.begin(), step.actions.end(),
      [](const core::Action& action) { return std::holds_alternative<action::Finish>(action); });
  if (memory.finished) return step.actions.empty();
  if (step.life() != Life::done) return finishes == 0;
  return finishes == 1 && std::holds_alternative<action::Finish>(step.actions.back());
}

bool announced_truthfully(const Step& step, const Memory& memory) {
  bool announced = memory.main_is_announced;
  for (const core::Action& action : step.actions) {
    const auto* announce = std::get_if<action::Announce>(&action);
    if (announce == nullptr) continue;
    if (announce->ready == announced) return false;
    announced = announce->ready;
  }
  const bool is_ready =
      step.life() == Life::up && step.supervisor.state(step.plan.main).phase == UnitPhase::ready;
  return announced == is_ready && step.supervisor.is_ready() == is_ready;
}

// No program took longer to stop than it ran, and nothing took longer than the whole life. What was killed
// and given up did not end well.
bool reports_make_sense(const Step& step, const Memory& memory) {
  for (const core::Action& action : step.actions) {
    const auto* news = std::get_if<action::Tell>(&action);
    if (news == nullptr) continue;
    if (news->news == News::reported && news->stopping > news->after) return false;
    if (news->after > Millis{600'000}) return false;
    if (news->news != News::reported) continue;
    const ChildMemory& child = memory.child(memory.units[news->unit].program);
    if (child.living && child.killed && news->code != 128 + 9) return false;
  }
  return true;
}

bool every_child_accounted_for(const World& world) {
  return std::all_of(world.processes().begin(), world.processes().end(),
                     [](const Process& p) { return !p.alive || p.failed || p.killed; });
}

}  // namespace jeden::sim
