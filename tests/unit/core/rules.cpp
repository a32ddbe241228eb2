// Rules that a simulated life once broke.
#include "catch.hpp"
#include "told.hpp"

using namespace jeden::core;

TEST_CASE("a helper that could not be started is not signalled") {
  Unit hook = make_hook();
  hook.condition.emplace();
  Told told{make_plan({hook})};
  told.start();
  const auto spawns = told.all<action::Spawn>();
  REQUIRE(spawns.size() == 1);
  told.tell(event::SpawnFailed{spawns[0].child, 127});
  CHECK(told.all<action::Signal>().empty());
  CHECK(told.has_told(News::hook_skipped));
}

TEST_CASE("the third request counts the stop of a program that was not being stopped from now") {
  Told told{make_plan({make_hook(Stage::stop)})};
  told.start();
  told.spawned(1);
  told.stop();  // the stop hook runs, main still serves
  told.stop();
  told.stop();
  CHECK(told.has_told(News::stop_forced));
  for (const action::Tell& line : told.all<action::Tell>())
    if (line.news == News::kill_sent) CHECK(line.after == Millis{0});
}

TEST_CASE("not ready is announced before anybody is told to stop") {
  Told told{make_plan()};
  told.start();
  told.spawned(0);
  told.stop();
  const auto announced = std::find_if(told.actions.begin(), told.actions.end(), [](const Action& action) {
    return std::holds_alternative<action::Announce>(action);
  });
  const auto signalled = std::find_if(told.actions.begin(), told.actions.end(), [](const Action& action) {
    return std::holds_alternative<action::Signal>(action);
  });
  REQUIRE(announced != told.actions.end());
  REQUIRE(signalled != told.actions.end());
  CHECK(announced < signalled);
}

TEST_CASE("once a stop was asked for, readiness and health are looked at no more") {
  Unit service = make_service();
  service.ready.by = GENERATE(ReadyBy::notify, ReadyBy::running, ReadyBy::wait);
  service.ready.watchdog = Millis{100};
  service.ready.wait.emplace();
  service.live.emplace();
  Plan plan = make_plan({service, make_hook(Stage::stop)});
  plan.units[plan.main].after.clear();
  Told told{std::move(plan)};
  told.start();
  told.spawned(2);
  told.stop();  // the stop hook runs
  told.spawned(0);
  told.tell(event::Notified{0});
  CHECK(told.actions.empty());
  CHECK(told.phase(0) == UnitPhase::running);
  while (told.supervisor.life() == Life::stop_hooks) {
    told.wait();
    for (const action::Spawn& spawn : told.all<action::Spawn>()) CHECK(spawn.role == Role::program);
  }
}

TEST_CASE("whoever comes after a temporary service starts when that has served, even if it never was ready") {
  Unit temporary = make_service(), next = make_hook();
  temporary.until = UnitId{0};
  temporary.ready.by = ReadyBy::notify;
  next.after = {1};
  Told told{make_plan({make_hook(), temporary, next})};
  told.start();
  told.spawned(0);
  told.spawned(1);
  told.exits(0, {});
  REQUIRE(told.phase(1) == UnitPhase::stopping);
  told.exits(1, {0, 15});
  CHECK(told.phase(2) == UnitPhase::running);
}

TEST_CASE("a stop ends within the shortest grace, whatever children do") {
  const int grace = GENERATE(0, 1, 10, 100, 300, 1'000, 10'000);
  Plan plan = make_plan({make_service(), make_hook(Stage::stop), make_hook(Stage::end)});
  plan.grace = Millis{grace};
  plan.stray_grace = Millis{0};
  Told told{std::move(plan)};
  told.start();
  told.spawned(0);
  told.spawned(3);
  const Instant begun = told.now;
  told.stop();
  while (!told.code()) told.wait();
  CHECK(told.now <= begun + Millis{grace});
}

TEST_CASE("a program's time counts from its start, whether it becomes ready or not") {
  Plan plan = make_plan();
  plan.units[0].timeout = Millis{500};
  plan.units[0].ready.by = ReadyBy::notify;
  Told told{std::move(plan)};
  told.start();
  told.spawned(0);
  SECTION("it never is") {}
  SECTION("it is, with time left") {
    told.now += Millis{100};
    told.tell(event::Notified{0});
  }
  const Instant begun{Millis{1'000'000}};
  CHECK(told.supervisor.deadline() == begun + Millis{500});
  told.wait();
  CHECK(told.has_told(News::main_timed_out));
  CHECK(told.phase(0) == UnitPhase::stopping);
}

TEST_CASE(
    "whoever runs longer than its timeout ends the container with 124, or with what SIGKILL makes of it") {
  const auto [status, code] = GENERATE(
      table<ExitStatus, int>({{{0, 0}, 124}, {{3, 0}, 124}, {{143, 0}, 124}, {{0, 15}, 124}, {{0, 9}, 137}}));
  SECTION("main") {
    Plan plan = make_plan();
    plan.units[0].timeout = Millis{500};
    plan.exit_codes_for_success = {124};  // of main's own codes
    Told told{std::move(plan)};
    told.start();
    told.spawned(0);
    told.wait();
    told.exits(0, status);
    told.tell(event::NoneLeft{});
    CHECK(told.code() == code);
  }
  SECTION("an essential service") {
    Plan plan = make_plan({make_service()});
    plan.units[0].timeout = Millis{500};
    plan.units[0].essential = true;
    Told told{std::move(plan)};
    told.start();
    told.spawned(0);
    told.spawned(1);
    told.wait();
    told.exits(0, status);
    told.exits(1, {0, 15});
    told.tell(event::NoneLeft{});
    CHECK(told.code() == code);
  }
}

TEST_CASE("a program that was stopped at its timeout is restarted as its policy has it") {
  Plan plan = make_plan({make_service()});
  plan.units[0].timeout = Millis{500};
  plan.units[0].restart.when = Restart::on_failure;
  Told told{std::move(plan)};
  told.start();
  told.spawned(0);
  told.spawned(1);
  told.wait();
  told.exits(0, {0, 0});
  CHECK(told.phase(0) == UnitPhase::pausing);
  CHECK(told.supervisor.life() == Life::up);
}

TEST_CASE("nothing is forwarded to a leader that is gone while its group is still ending") {
  Plan plan = make_plan();
  plan.units[0].stop_to = SignalTarget::group;
  plan.forward_to = GENERATE(SignalTarget::process, SignalTarget::group);
  Told told{std::move(plan)};
  told.start();
  told.spawned(0);
  told.stop();
  told.tell(event::ChildExited{told.child(0), {0, 15}, true});
  told.tell(event::Signalled{10});
  const bool to_group = told.plan.forward_to == SignalTarget::group;
  CHECK(told.all<action::Signal>().size() == (to_group ? 1 : 0));
  CHECK(told.has_told(to_group ? News::signal_forwarded : News::signal_ignored));
}

namespace {

// A gate, a hook of its group, one that runs at upgrades too, one that runs at upgrades alone, and the end.
Plan group() {
  Unit gate = make_service();
  gate.is_gate = gate.essential = true;
  gate.ready.by = ReadyBy::descriptor;
  gate.until = UnitId{4};
  std::vector<Unit> units{gate};
  for (const OnUpgrade on_upgrade : {OnUpgrade::skip, OnUpgrade::run, OnUpgrade::only, OnUpgrade::run}) {
    Unit hook = make_hook();
    hook.gate = UnitId{0};
    hook.on_upgrade = on_upgrade;
    hook.after = {static_cast<UnitId>(units.size() - 1)};
    units.push_back(hook);
  }
  return make_plan(std::move(units));
}

}  // namespace

TEST_CASE("what was done once is left out, and counts as done") {
  Told told{group()};
  told.start();
  told.spawned(0);
  CHECK(told.phase(1) == UnitPhase::waiting);
  told.exits(0, {});
  for (UnitId hook = 1; hook <= 4; ++hook) CHECK(told.supervisor.state(hook).outcome == Outcome::skipped);
  CHECK(told.has_told(News::done_before));
  CHECK(told.phase(5) == UnitPhase::running);
}

TEST_CASE("a first run leaves out what is for upgrades, and main comes when the lock is free") {
  Told told{group()};
  told.start();
  told.spawned(0);
  told.tell(event::Notified{0});
  told.exits(1, {});
  told.exits(2, {});
  CHECK(told.supervisor.state(3).outcome == Outcome::skipped);
  told.exits(4, {});
  CHECK(told.phase(0) == UnitPhase::stopping);
  CHECK(told.phase(5) == UnitPhase::waiting);
  told.exits(0, {0, 15});
  CHECK(told.phase(5) == UnitPhase::running);
}

TEST_CASE("an upgrade runs what is for upgrades") {
  Told told{group()};
  told.start();
  told.spawned(0);
  told.tell(event::Notified{0, true});
  CHECK(told.supervisor.state(1).outcome == Outcome::skipped);
  told.exits(2, {});
  CHECK(told.phase(3) == UnitPhase::running);
}

TEST_CASE("a gate that fails gives the start up, and so does one that ends before its time") {
  for (const bool was_ready : {false, true}) {
    Told told{group()};
    told.start();
    told.spawned(0);
    if (was_ready) told.tell(event::Notified{0});
    told.tell(event::RestartAsked{0});
    told.tell(event::FoundUnhealthy{0});
    told.exits(0, {75, 0});
    CHECK(told.supervisor.life() != Life::up);
  }
}

TEST_CASE("a temporary service is not started any more when its hook has ended") {
  Unit temporary = make_service();
  temporary.until = UnitId{0};
  temporary.after = {0};
  Told told{make_plan({make_hook(), temporary})};
  told.start();
  told.spawned(0);
  told.exits(0, {});
  CHECK(told.phase(1) == UnitPhase::ended);
  CHECK(told.child(1) == 0);
  CHECK(told.phase(2) == UnitPhase::running);
}
