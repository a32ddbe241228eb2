// What could not be started says nothing about the program that it was for.
#include "bench.hpp"

using namespace jeden::core;

namespace {

void cannot_be_started(Bench& b, UnitId id) {
  b.post(event::SpawnFailed{b.core->state(id).helper, 126});
}

}  // namespace

TEST_CASE("a health probe that could not be started does not count") {
  Bench b;
  const UnitId main = b.main();
  Liveness& live = b.unit(main).live.emplace();
  live.interval = 10s;
  live.failures = 2;
  live.action = LiveAction::stop;
  b.start();
  b.did();
  b.cannot_be_spawned = {2, 3, 4, 5};
  b.pass(45s);
  CHECK(b.did() ==
        Did{"spawn main liveness", "spawn main liveness", "spawn main liveness", "spawn main liveness"});
  CHECK(b.life() == Life::up);
  CHECK_FALSE(b.told(News::main_unhealthy));
  b.pass(10s);
  b.helper_exits(main, 75);
  b.pass(10s);
  CHECK(b.life() == Life::up);
  b.helper_exits(main, 75);
  CHECK(b.told(News::main_unhealthy));
}

TEST_CASE("whether a program is ready is asked again when the question could not be put") {
  Bench b;
  const UnitId main = b.main();
  b.unit(main).ready.by = ReadyBy::wait;
  b.unit(main).ready.wait = Program{};
  b.unit(main).ready.timeout = 5s;
  b.cannot_be_spawned = {2, 3};
  b.start();
  b.did();
  b.pass(1s);
  b.pass(1s);
  CHECK(b.did() == Did{"spawn main readiness", "spawn main readiness"});
  SECTION("and answered") {
    b.helper_exits(main);
    CHECK(b.told(News::main_ready));
  }
  SECTION("within its time alone") {
    cannot_be_started(b, main);
    b.cannot_be_spawned = {5, 6, 7, 8};
    b.pass(3s);
    CHECK(b.told(News::ready_timed_out));
    CHECK(b.phase(main) == UnitPhase::stopping);
  }
}

TEST_CASE("a stop command that could not be started or failed is followed by the signal") {
  Bench b;
  const UnitId main = b.main();
  b.unit(main).stop_command.emplace();
  b.unit(main).stop = {{StopStep::command, std::nullopt}, {15, std::nullopt}};
  b.start();
  b.did();
  SECTION("not started") {
    b.cannot_be_spawned = {2};
    b.signal(15);
    CHECK(b.did() == Did{"spawn main stop", "signal main with 15"});
  }
  SECTION("failed") {
    b.signal(15);
    b.helper_exits(main, 1);
    CHECK(b.did() == Did{"spawn main stop", "signal main with 15"});
  }
  CHECK(b.told(News::stop_command_failed));
  b.exits(main, 0);
  CHECK(b.code == 0);
}

TEST_CASE("a hook whose condition could not be started has failed to start") {
  Bench b;
  const UnitId hook = b.hook("hook"), main = b.main({hook});
  b.unit(hook).condition = Program{};
  b.start();
  b.did();
  SECTION("which ends the start") {
    cannot_be_started(b, hook);
    CHECK(b.told(News::hook_failed));
    CHECK_FALSE(b.told(News::hook_skipped));
    CHECK(b.code == 126);
    CHECK(b.core->state(main).attempt == 0);
  }
  SECTION("unless the command is not there, which is an answer") {
    b.post(event::SpawnFailed{b.core->state(hook).helper, 127});
    CHECK(b.told(News::hook_skipped));
    CHECK(b.phase(main) == UnitPhase::ready);
  }
}

TEST_CASE("a hook whose condition could not be started asks again, as often as it may be tried") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.main({hook});
  b.unit(hook).condition = Program{};
  b.unit(hook).retries = 2;
  b.unit(hook).backoff = 1s;
  b.start();
  b.did();
  cannot_be_started(b, hook);
  CHECK(b.phase(hook) == UnitPhase::pausing);
  b.pass(1s);
  CHECK(b.did() == Did{"spawn hook condition"});
  SECTION("and is skipped when it does not hold") {
    b.helper_exits(hook, 1);
    CHECK(b.told(News::hook_skipped));
    CHECK(b.did() == Did{"spawn main"});
  }
  SECTION("and runs when it holds") {
    b.helper_exits(hook);
    CHECK(b.did() == Did{"spawn hook"});
    b.exits(hook, 1);
    b.pass(2s);
    CHECK(b.did() == Did{"spawn hook"});  // the condition has been answered
    b.exits(hook, 1);
    CHECK(b.phase(hook) == UnitPhase::ended);
  }
  SECTION("until there are no attempts left") {
    cannot_be_started(b, hook);
    b.pass(2s);
    cannot_be_started(b, hook);
    CHECK(b.code == 126);
  }
}
