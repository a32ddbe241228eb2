// The order of the shutdown: not ready, drain, stop hooks, main, services in reverse order, strays, end
// hooks.
#include <algorithm>

#include "invariants.hpp"

namespace jeden::sim {

using core::BudgetStage;
using core::Life;
using core::Role;
using core::Stage;
using core::Unit;
using core::UnitId;
using core::UnitKind;
using core::UnitPhase;
namespace action = core::action;
namespace event = core::event;

namespace {

class Order {
 public:
  Order(const Step& step, const Memory& memory)
      : step_{step}, memory_{memory}, is_ready_{memory.main_is_announced} {
    swept_ = memory.swept;
  }

  bool holds() {
    if (step_.life() < step_.life_before) return false;
    if (step_.life() == Life::up) return true;
    if (!drain_is_kept()) return false;
    return std::all_of(step_.actions.begin(), step_.actions.end(), [this](const core::Action& action) {
      return std::visit([this](const auto& a) { return in_order(a); }, action);
    });
  }

 private:
  bool is_past(BudgetStage stage) const {
    return step_.plan.grace &&
           step_.now >= *memory_.shutdown_since + step_.supervisor.budget().row(stage).latest;
  }
  bool is_out_of_time() const { return step_.plan.grace && step_.now >= *step_.supervisor.must_end(); }
  bool has_ended(UnitId id) const { return step_.supervisor.state(id).phase == UnitPhase::ended; }
  template <class Which>
  bool all_ended(Which which) const {
    for (UnitId id = 0; id < step_.plan.units.size(); ++id)
      if (which(step_.plan.units[id]) && !has_ended(id)) return false;
    return true;
  }

  bool drain_is_over() const {
    return !memory_.drains || memory_.requests > 1 || memory_.drain_answered || !main_lives() ||
           drain_time_is_over();
  }
  bool main_lives() const {
    return memory_.child(memory_.units[step_.plan.main].program).living ||
           std::any_of(step_.actions.begin(), step_.actions.end(), [this](const core::Action& action) {
             const auto* spawn = std::get_if<action::Spawn>(&action);
             return spawn != nullptr && spawn->role == Role::program && spawn->unit == step_.plan.main;
           });
  }
  bool drain_time_is_over() const {
    return step_.now >= *memory_.shutdown_since + step_.plan.drain || is_past(BudgetStage::drain);
  }
  // It takes the time that it has, no more and no less.
  bool drain_is_kept() const {
    if (step_.life() > Life::draining) return drain_is_over();
    if (!memory_.drains) return false;
    return !std::holds_alternative<event::DeadlineReached>(step_.event) || !drain_time_is_over();
  }

  bool in_order(const action::Signal& signal) {
    const ChildMemory& child = memory_.child(signal.child);
    if (child.unit == core::no_unit || child.role != Role::program) return true;
    const bool by_timer = std::holds_alternative<event::DeadlineReached>(step_.event);
    if (step_.begins_shutdown() && is_ready_ && !by_timer) return false;
    const bool is_forwarded = std::holds_alternative<event::Signalled>(step_.event) && !asks_to_stop(step_);
    if (is_forwarded || memory_.requests >= 3 || memory_.units[child.unit].was_stopping) return true;
    const Unit& unit = step_.plan.units[child.unit];
    // Within the step that begins the shutdown something else may have been stopped for a reason of its own.
    if (step_.begins_shutdown() && by_timer) return true;
    switch (unit.kind) {
      case UnitKind::hook: return true;
      case UnitKind::main:
        return !is_ready_ && step_.life() >= Life::stopping && drain_is_over() &&
               (all_ended([](const Unit& u) { return u.stage == Stage::stop; }) ||
                is_past(BudgetStage::stop_hooks) || memory_.requests > 1);
      case UnitKind::service: return service_in_order(child.unit);
    }
    return false;
  }

  bool service_in_order(UnitId id) const {
    if (step_.life() < Life::services) return false;
    if (is_out_of_time()) return true;
    if (!has_ended(step_.plan.main)) return false;
    for (UnitId other = 0; other < step_.plan.units.size(); ++other) {
      const Unit& unit = step_.plan.units[other];
      if (unit.kind == UnitKind::service && !has_ended(other) &&
          std::find(unit.after.begin(), unit.after.end(), id) != unit.after.end())
        return false;
    }
    return true;
  }

  bool in_order(const action::Spawn& spawn) {
    const Stage stage = step_.plan.units[spawn.unit].stage;
    if (stage == Stage::stop && step_.life_before == Life::stop_hooks) return true;
    if (stage == Stage::stop) return !is_ready_ && drain_is_over() && main_lives();
    if (stage == Stage::end) return swept_ && (memory_.none_left || swept_hard());
    return true;
  }
  bool swept_hard() const {
    return memory_.swept_hard ||
           std::any_of(step_.actions.begin(), step_.actions.end(), [](const core::Action& a) {
             const auto* sweep = std::get_if<action::Sweep>(&a);
             return sweep != nullptr && sweep->signal == 9;
           });
  }

  bool in_order(const action::Sweep& sweep) {
    swept_ = true;
    if (sweep.signal == 9)
      return memory_.requests >= 3 || memory_.swept || is_out_of_time() || late_at_once();
    return is_out_of_time() || all_ended([](const Unit& unit) { return unit.stage != Stage::end; });
  }
  // The strays' time can be over before it begins.
  bool late_at_once() const {
    if (step_.plan.stray_grace.count() == 0 || is_past(BudgetStage::strays)) return true;
    if (!step_.plan.grace || step_.late.count() == 0) return false;
    const core::BudgetRow& row = step_.supervisor.budget().row(BudgetStage::strays);
    return step_.now >= *memory_.shutdown_since + row.latest - row.kill_wait;
  }

  bool in_order(const action::Announce& announce) {
    is_ready_ = announce.ready;
    return !announce.ready;
  }
  bool in_order(const action::Finish&) { return swept_ && !is_ready_; }
  template <class Other>
  bool in_order(const Other&) {
    return true;
  }

  const Step& step_;
  const Memory& memory_;
  bool is_ready_;
  bool swept_;
};

}  // namespace

// A stop or end hook that waits for nobody has been started when all is over, unless there was no time for
// it.
bool no_hook_is_left_out(const Step& step, const Memory& memory) {
  if (step.life() != Life::done || step.life_before == Life::done || memory.requests >= 2) return true;
  const bool is_late = step.plan.grace && step.now >= *step.supervisor.must_end();
  for (UnitId id = 0; id < step.plan.units.size(); ++id) {
    const Unit& unit = step.plan.units[id];
    if (unit.skip || unit.condition || !unit.file_conditions.empty() || !unit.after.empty()) continue;
    if (memory.units[id].attempts > 0) continue;
    if (unit.stage == Stage::stop && memory.stop_hooks_are_due) return false;
    if (unit.stage == Stage::end && !is_late) return false;
  }
  return true;
}

bool shutdown_in_order(const Step& step, const Memory& memory) {
  return Order{step, memory}.holds();
}

}  // namespace jeden::sim
