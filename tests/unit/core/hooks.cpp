// A hook, row by row: what each event does in each of its phases.
#include "bench.hpp"
#include "told.hpp"

using namespace jeden::core;

TEST_CASE("hooks run one after the other, and main after them") {
  Bench b;
  const UnitId first = b.hook("first"), second = b.hook("second", {first});
  b.main({first, second});
  b.start();
  CHECK(b.did() == Did{"spawn first"});
  b.exits(first);
  CHECK(b.did() == Did{"spawn second"});
  b.exits(second);
  CHECK(b.did() == Did{"spawn main"});
  CHECK(b.phase(b.plan.main) == UnitPhase::ready);
}

TEST_CASE("the set-up alone: where main would start everything is stopped, and that is a success") {
  Bench b;
  const UnitId hook = b.hook("hook"), service = b.service("service"), end = b.hook("end");
  b.plan.units[end].stage = Stage::end;
  b.main({hook, service});
  b.plan.setup_only = true;
  b.start();
  CHECK(b.did() == Did{"spawn hook", "spawn service"});
  SECTION("it succeeds") {
    b.exits(hook);
    CHECK(b.did() == Did{"signal service with 15"});
    b.exits(service, 143);
    b.none_left();
    CHECK(b.did().back() == "spawn end");
    b.exits(end);
    b.none_left();
    CHECK(b.code == 0);
  }
  SECTION("it fails") {
    b.exits(hook, 3);
    b.exits(service, 143);
    b.none_left();
    b.exits(end);
    b.none_left();
    CHECK(b.code == 3);
  }
  CHECK(b.phase(b.plan.main) == UnitPhase::ended);
}

TEST_CASE("hooks with nothing before them start side by side") {
  Bench b;
  const UnitId first = b.hook("first"), second = b.hook("second"), third = b.hook("third", {first, second});
  b.main({third});
  b.start();
  CHECK(b.did() == Did{"spawn first", "spawn second"});
  b.exits(second);
  CHECK(b.did().empty());
  b.exits(first);
  CHECK(b.did() == Did{"spawn third"});
}

TEST_CASE("a hook that fails gives up the start with its code") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.main({hook});
  b.start();
  SECTION("its own") {
    b.exits(hook, 3);
    CHECK(b.code == 3);
  }
  SECTION("that of its signal") {
    b.dies(hook, 11);
    CHECK(b.code == 139);
  }
  CHECK(b.did() == Did{"spawn hook", "sweep 15", "finish " + std::to_string(*b.code)});
}

TEST_CASE("a hook that may fail stands in nobody's way") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).on_failure = OnFailure::warn;
  b.main({hook});
  b.start();
  b.exits(hook, 3);
  CHECK(b.did() == Did{"spawn hook", "spawn main"});
}

TEST_CASE("a hook that cannot be started fails with the reason's code") {
  Bench b;
  b.main({b.hook("hook")});
  b.cannot_be_spawned = {1};
  b.start();
  CHECK(b.code == 127);
}

TEST_CASE("attempts are as many as the plan says, with growing pauses") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).retries = 4;
  b.unit(hook).backoff = 1s;
  b.unit(hook).backoff_max = 3s;
  b.main({hook});
  b.start();
  for (const Millis pause : {1'000ms, 2'000ms, 3'000ms, 3'000ms}) {
    b.did();
    b.exits(hook, 5);
    CHECK(b.phase(hook) == UnitPhase::pausing);
    CHECK(b.due() == pause);
    b.pass(pause - 1ms);
    CHECK(b.did().empty());
    b.pass(1ms);
    CHECK(b.did() == Did{"spawn hook"});
  }
  b.exits(hook, 5);
  CHECK(b.code == 5);
}

TEST_CASE("a hook that succeeds at a later attempt has succeeded") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).retries = 1;
  b.main({hook});
  b.start();
  b.exits(hook, 5);
  b.pass(1s);
  b.exits(hook);
  CHECK(b.did() == Did{"spawn hook", "spawn hook", "spawn main"});
}

TEST_CASE("a hook that takes too long is told to stop, then killed") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).timeout = 5s;
  b.main({hook});
  b.start();
  b.did();
  b.pass(4'999ms);
  CHECK(b.did().empty());
  b.pass(1ms);
  CHECK(b.did() == Did{"signal hook with 15 group"});
  b.pass(hook_kill_wait - 1ms);
  CHECK(b.did().empty());
  b.pass(1ms);
  CHECK(b.did() == Did{"signal hook with 9 group"});
  b.dies(hook, 9);
  CHECK(b.code == 137);
}

TEST_CASE("a hook that answers the end of its time with success has failed all the same") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).timeout = 5s;
  b.main({hook});
  b.start();
  b.pass(5s);
  b.exits(hook, 0);
  CHECK(b.code == 143);
}

TEST_CASE("an exit beats the deadline of the same moment") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).timeout = 5s;
  b.main({hook});
  b.start();
  b.now += 5s;
  b.exits(hook);
  b.post(event::DeadlineReached{});
  CHECK(b.did() == Did{"spawn hook", "spawn main"});
}

TEST_CASE("a wait that runs out of time gives 75") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).timeout = 5s;
  b.unit(hook).is_wait = true;
  b.main({hook});
  b.start();
  b.pass(5s);
  SECTION("whatever it answers") {
    b.dies(hook, 15);
  }
  SECTION("even success") {
    b.exits(hook, 0);
  }
  SECTION("also when it has to be killed") {
    b.pass(2s);
    b.dies(hook, 9);
  }
  CHECK(b.code == 75);
}

TEST_CASE("ready hooks run when main is ready; one that fails stops the container with its code") {
  Bench b;
  const UnitId main = b.main(), hook = b.hook("hook", {}, Stage::ready);
  b.unit(main).ready.by = ReadyBy::notify;
  b.start();
  CHECK(b.did() == Did{"spawn main"});
  b.post(event::Notified{main});
  CHECK(b.did() == Did{"spawn hook"});
  b.exits(hook, 4);
  CHECK(b.did() == Did{"signal main with 15"});
  b.exits(main);
  CHECK(b.code == 4);
}

TEST_CASE("a scheduled hook runs again and again, and only tells of its failures") {
  Bench b;
  const UnitId main = b.main(), hook = b.hook("hook", {}, Stage::ready);
  b.unit(hook).schedule = Schedule{10s, "", 0ms};
  b.start();
  CHECK(b.did() == Did{"spawn main", "schedule hook"});
  b.post(event::Scheduled{hook, 10s});
  b.pass(10s);
  CHECK(b.did() == Did{"spawn hook"});
  b.exits(hook, 1);
  CHECK(b.did() == Did{"schedule hook"});
  b.post(event::Scheduled{hook, 10s});
  b.signal(15);
  CHECK(b.did() == Did{"signal main with 15"});
  b.pass(5s);
  b.exits(main);
  CHECK(b.code == 0);
}

TEST_CASE("hooks of stage ready run when it is announced that main is") {
  Told told{make_plan({make_hook(Stage::ready)})};
  told.start();
  told.spawned(1);
  REQUIRE(told.all<action::Announce>().size() == 1);
  REQUIRE(told.all<action::Spawn>().size() == 1);
  const auto at = [&told](auto is) { return std::find_if(told.actions.begin(), told.actions.end(), is); };
  CHECK(at([](const Action& one) { return std::holds_alternative<action::Announce>(one); }) <
        at([](const Action& one) { return std::holds_alternative<action::Spawn>(one); }));
}
