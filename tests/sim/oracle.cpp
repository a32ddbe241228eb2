#include "oracle.hpp"

#include <algorithm>

namespace jeden::sim {
namespace {

using core::ExitStatus;
using core::Restart;
using core::Role;
using core::StopReason;
using core::Unit;
using core::UnitKind;
using core::UnitPhase;
using core::UnitState;
namespace event = core::event;
namespace exit_code = core::exit_code;

// A hook that ran out of time failed, however it ended: a wait with 75, another one that then ended well as
// if the signal had ended it.
int code_of_hook(const Unit& unit, const UnitState& before, ExitStatus status) {
  const bool overran = before.phase == UnitPhase::stopping;
  if (overran && unit.is_wait) return exit_code::timed_out;
  if (overran && status.ok()) return 128 + 15;
  return status.shell_code();
}

Cause cause_of_end(const Step& step, const End& end) {
  const Unit& unit = step.plan.units[end.unit];
  const UnitState& before = step.before[end.unit];
  if (unit.kind == UnitKind::hook) return {code_of_hook(unit, before, end.status)};
  const bool stopped = before.phase == UnitPhase::stopping;
  const StopReason reason = stopped ? before.stop_reason : StopReason::none;
  const bool overran = reason == StopReason::timed_out && end.status.signal != 9;
  const bool gate = reason == StopReason::not_ready;
  const int code = gate ? exit_code::timed_out : overran ? exit_code::overran : end.status.shell_code();
  const bool failed = reason == StopReason::timed_out || reason == StopReason::not_ready ||
                      reason == StopReason::unhealthy || !end.status.ok();
  const bool restarts = unit.restart.when == Restart::always ||
                        (unit.restart.when == Restart::on_failure && failed) ||
                        reason == StopReason::unhealthy;
  if (!restarts && unit.kind == UnitKind::main && !gate && !overran) return {std::nullopt};
  if (!restarts && (unit.essential || unit.kind == UnitKind::main)) return {code};
  // Too many restarts, or somebody waited for it in vain: that is a failure even when it ended well.
  return {code != 0 ? code : exit_code::internal};
}

}  // namespace

bool is_failed_condition(const event::SpawnFailed& failed, const Memory& memory) {
  return memory.child(failed.child).role == Role::condition && failed.code != exit_code::not_found;
}

std::optional<Cause> expected_cause(const Step& step, const Memory& memory) {
  const bool main_has_begun = memory.units[step.plan.main].program != 0;
  if (const auto* e = std::get_if<event::StopAsked>(&step.event))
    return main_has_begun ? Cause{} : Cause{128 + e->signal};
  if (const auto* e = std::get_if<event::Signalled>(&step.event)) {
    if (!asks_to_stop(step)) return std::nullopt;
    return main_has_begun ? Cause{} : Cause{128 + e->signal};
  }
  if (const auto end = program_end(step, memory)) return cause_of_end(step, *end);
  const auto is_liveness = [&](core::ChildId child) { return memory.child(child).role == Role::liveness; };
  if (const auto* e = std::get_if<event::ChildExited>(&step.event))
    return is_liveness(e->child) ? std::optional{Cause{exit_code::internal}} : std::nullopt;
  if (const auto* failed = std::get_if<event::SpawnFailed>(&step.event)) {
    if (is_failed_condition(*failed, memory)) return Cause{failed->code};
    return std::nullopt;  // nobody was asked
  }
  // A probe that overran, or a watchdog that was not fed.
  const bool unhealthy = std::holds_alternative<event::DeadlineReached>(step.event) ||
                         std::holds_alternative<event::FoundUnhealthy>(step.event);
  return unhealthy ? std::optional{Cause{exit_code::internal}} : std::nullopt;
}

int expected_code(const Step& step, const Memory& memory) {
  if (memory.cause) return *memory.cause;
  const ChildMemory& main = memory.child(memory.units[step.plan.main].program);
  const int code = main.living ? 128 + 9 : main.status.shell_code();
  const auto& success = step.plan.exit_codes_for_success;
  return std::find(success.begin(), success.end(), static_cast<std::uint8_t>(code)) != success.end() ? 0
                                                                                                     : code;
}

}  // namespace jeden::sim
