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
