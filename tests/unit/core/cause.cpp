// The exit code is that of the cause, never of whoever died last.
#include "catch.hpp"
#include "told.hpp"

using namespace jeden::core;

namespace {

// What is left ends well, and time passes, until the life is over.
int end_of(Told& told) {
  for (int n = 0; n < 100; ++n) {
    if (const auto code = told.code()) return *code;
    bool changed = false;
    for (UnitId id = 0; id < told.plan.units.size() && !changed; ++id) {
      if (told.child(id) == 0 || told.phase(id) != UnitPhase::stopping) continue;
      told.exits(id, {});
      changed = true;
    }
    if (changed) continue;
    if (told.supervisor.life() == Life::sweeping || told.supervisor.life() == Life::clearing)
      told.tell(event::NoneLeft{});
    else
      told.wait();
  }
  return -1;
}

}  // namespace

TEST_CASE("main's own end is the container's") {
  const auto [status, code] = GENERATE(table<ExitStatus, int>(
      {{ExitStatus{0, 0}, 0}, {ExitStatus{42, 0}, 42}, {ExitStatus{0, 9}, 137}, {ExitStatus{0, 15}, 143}}));
  Told told{make_plan()};
  told.start();
  told.spawned(0);
  told.exits(0, status);
  CHECK(end_of(told) == code);
}

TEST_CASE("asked to stop, main's code is the container's") {
  Told told{make_plan()};
  told.start();
  told.spawned(0);
  told.stop();
  told.exits(0, {7, 0});
  CHECK(end_of(told) == 7);
}

TEST_CASE("asked to stop before main has been started, the code is the signal's") {
  Told told{make_plan({make_hook()})};
  told.start();
  told.spawned(0);
  told.stop(2);
  told.exits(0, {3, 0});
  CHECK(end_of(told) == 128 + 2);
}

TEST_CASE("the hook that gave up the start gives the code") {
  Told told{make_plan({make_hook()})};
  told.start();
  told.spawned(0);
  told.exits(0, {9, 0});
  CHECK(end_of(told) == 9);
}

TEST_CASE("a program that cannot be run gives the shell's code") {
  Told told{make_plan()};
  told.start();
  told.tell(event::SpawnFailed{told.child(0), 127});
  CHECK(end_of(told) == 127);
}

TEST_CASE("a wait that runs out of time gives 75, a hook that ends well too late gives 143") {
  const bool is_wait = GENERATE(true, false);
  Unit hook = make_hook();
  hook.is_wait = is_wait;
  hook.timeout = Millis{500};
  Told told{make_plan({hook})};
  told.start();
  told.spawned(0);
  told.wait();
  told.exits(0, {});
  CHECK(end_of(told) == (is_wait ? 75 : 143));
}

TEST_CASE("a readiness gate that runs out of time gives 75") {
  Plan plan = make_plan();
  plan.units[0].ready.by = ReadyBy::notify;
  plan.units[0].ready.timeout = Millis{500};
  Told told{std::move(plan)};
  told.start();
  told.spawned(0);
  told.wait();
  CHECK(end_of(told) == 75);
}

TEST_CASE("an essential service gives its code, main's own later end does not") {
  Unit service = make_service();
  service.essential = true;
  Told told{make_plan({service})};
  told.start();
  told.spawned(0);
  told.spawned(1);
  told.exits(0, {5, 0});
  told.exits(1, {6, 0});
  CHECK(end_of(told) == 5);
}

TEST_CASE("a service that somebody waits for in vain ends the start, with 70 when it ended well") {
  Unit service = make_service();
  service.ready.by = ReadyBy::notify;
  Told told{make_plan({service})};
  told.start();
  told.spawned(0);
  told.exits(0, {});
  CHECK(end_of(told) == 70);
}

TEST_CASE("codes that count as success are main's alone") {
  Plan plan = make_plan({make_hook()});
  plan.exit_codes_for_success = {3};
  Told told{plan};
  told.start();
  told.spawned(0);
  SECTION("main's") {
    told.exits(0, {});
    told.spawned(1);
    told.exits(1, {3, 0});
    CHECK(end_of(told) == 0);
  }
  SECTION("a hook's") {
    told.exits(0, {3, 0});
    CHECK(end_of(told) == 3);
  }
}

TEST_CASE("main that even SIGKILL does not end counts as killed") {
  Told told{make_plan()};
  told.start();
  told.spawned(0);
  told.stop();
  while (!told.code()) told.wait();
  CHECK(*told.code() == 137);
}
