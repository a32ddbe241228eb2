#include "small_plans.hpp"

namespace jeden::sim {
namespace {

using core::Millis;
using core::Plan;
using core::Stage;
using core::Unit;
using core::UnitId;
using core::UnitKind;

Unit hook(Stage stage) {
  Unit unit;
  unit.kind = UnitKind::hook;
  unit.stage = stage;
  return unit;
}
Unit service() {
  Unit unit;
  unit.kind = UnitKind::service;
  return unit;
}
// Main is the last unit, and comes after everything that starts before it.
Plan plan_of(std::vector<Unit> units) {
  Plan plan;
  plan.from_file = true;
  plan.units = std::move(units);
  Unit main;
  main.kind = UnitKind::main;
  main.essential = true;
  for (UnitId id = 0; id < plan.units.size(); ++id)
    if (plan.units[id].stage == Stage::start) main.after.push_back(id);
  plan.main = static_cast<UnitId>(plan.units.size());
  plan.units.push_back(std::move(main));
  return plan;
}

Plan main_alone() {
  Plan plan = plan_of({});
  plan.units[0].stop_to = core::SignalTarget::group;
  return plan;
}

Plan without_grace() {
  Plan plan = plan_of({});
  plan.grace.reset();
  plan.from_file = false;
  return plan;
}

Plan hooks_of_every_stage() {
  Unit start = hook(Stage::start), stop = hook(Stage::stop);
  start.timeout = Millis{1'000};
  start.retries = 1;
  start.backoff = Millis{100};
  stop.timeout = Millis{500};
  return plan_of({start, stop, hook(Stage::end)});
}

Plan conditions() {
  Unit checked = hook(Stage::start), after = hook(Stage::ready);
  checked.file_conditions.emplace_back();
  checked.condition.emplace();
  checked.on_failure = core::OnFailure::warn;
  after.on_failure = core::OnFailure::warn;
  return plan_of({checked, after});
}

Plan a_service_that_restarts() {
  Unit cache = service();
  cache.ready.by = core::ReadyBy::notify;
  cache.ready.timeout = Millis{1'000};
  cache.restart.when = core::Restart::on_failure;
  cache.restart.limit = 1;
  cache.restart.backoff = Millis{100};
  Plan plan = plan_of({cache});
  plan.drain = Millis{500};
  return plan;
}

Plan services_in_a_chain() {
  Unit first = service(), second = service();
  second.after = {0};
  second.essential = true;
  first.stop = {{15, Millis{100}}};
  return plan_of({first, second});
}

Plan probes_of_health() {
  Plan plan = plan_of({});
  Unit& main = plan.units[0];
  main.ready.by = core::ReadyBy::wait;
  main.ready.wait.emplace();
  main.ready.timeout = Millis{1'000};
  main.live.emplace();
  main.live->interval = Millis{2'000};
  main.live->timeout = Millis{1'000};
  main.live->failures = 2;
  main.restart.limit = 1;
  return plan;
}

Plan drain_and_stop_command() {
  Plan plan = plan_of({hook(Stage::stop)});
  plan.drain = Millis{1'000};
  plan.drain_until.emplace();
  Unit& main = plan.units[plan.main];
  main.stop = {{core::StopStep::command, Millis{1'000}}};
  main.stop_command.emplace();
  return plan;
}

Plan a_temporary_service() {
  Unit temporary = service(), migrate = hook(Stage::start);
  temporary.until = UnitId{1};
  migrate.after = {0};
  return plan_of({temporary, migrate});
}

Plan a_group_that_is_done_once() {
  Unit gate = service(), first = hook(Stage::start), done = hook(Stage::start);
  gate.is_gate = gate.essential = true;
  gate.ready.by = core::ReadyBy::notify;
  gate.until = UnitId{2};
  first.after = {0};
  done.after = {0, 1};
  first.gate = done.gate = UnitId{0};
  return plan_of({gate, first, done});
}

Plan a_schedule() {
  Unit clean = hook(Stage::ready);
  clean.schedule.emplace();
  clean.schedule->every = Millis{3'000};
  clean.timeout = Millis{500};
  return plan_of({clean});
}

}  // namespace

std::vector<SmallPlan> small_plans() {
  return {{"main alone, stopped as a group", main_alone()},
          {"main without a grace", without_grace()},
          {"hooks of every stage", hooks_of_every_stage()},
          {"conditions", conditions()},
          {"a service that restarts, and a drain", a_service_that_restarts()},
          {"services in a chain", services_in_a_chain()},
          {"probes of health", probes_of_health()},
          {"a drain and a stop command", drain_and_stop_command()},
          {"a temporary service", a_temporary_service()},
          {"a group that is done once", a_group_that_is_done_once()},
          {"a schedule", a_schedule()}};
}

}  // namespace jeden::sim
