// Services and main, row by row: readiness, and what their end means.
#include "bench.hpp"

using namespace jeden::core;

TEST_CASE("a program is ready when its gate says so") {
  Bench b;
  const UnitId service = b.service("db"), main = b.main({service});
  Readiness& ready = b.unit(service).ready;
  SECTION("no gate: as soon as it runs") {
    b.start();
    CHECK(b.did() == Did{"spawn db", "spawn main"});
    return;
  }
  SECTION("a wait") {
    ready.by = ReadyBy::wait;
    ready.wait = Program{};
    b.start();
    CHECK(b.did() == Did{"spawn db", "spawn db readiness"});
    b.helper_exits(service);
  }
  SECTION("a message") {
    ready.by = ReadyBy::notify;
    b.start();
    b.did();
    b.post(event::Notified{service});
  }
  SECTION("a delay") {
    ready.by = ReadyBy::delay;
    ready.delay = 3s;
    b.start();
    b.did();
    b.pass(2'999ms);
    CHECK(b.did().empty());
    b.pass(1ms);
  }
  CHECK(b.did() == Did{"spawn main"});
  CHECK(b.told(News::service_ready));
  CHECK(b.phase(main) == UnitPhase::ready);
}

TEST_CASE("a gate that runs out of time gives 75") {
  Bench b;
  const UnitId main = b.main();
  Readiness& ready = b.unit(main).ready;
  ready.by = ReadyBy::notify;
  SECTION("by the clock") {
    ready.timeout = 5s;
    b.start();
    b.pass(5s);
  }
  SECTION("by the wait's own answer") {
    ready.by = ReadyBy::wait;
    ready.wait = Program{};
    b.start();
    b.helper_exits(main, 75);
  }
  CHECK(b.did().back() == "signal main with 15");
  b.exits(main);
  CHECK(b.code == 75);
}

TEST_CASE("a service's gate that runs out of time gives 75 only when somebody waits for it") {
  Bench b;
  const UnitId service = b.service("db");
  b.unit(service).ready.by = ReadyBy::notify;
  b.unit(service).ready.timeout = 5s;
  SECTION("somebody") {
    b.main({service});
    b.start();
    b.pass(5s);
    b.exits(service);
    CHECK(b.code == 75);
  }
  SECTION("nobody") {
    b.main();
    b.start();
    b.pass(5s);
    b.exits(service);
    CHECK(b.life() == Life::up);
    CHECK(b.core->state(service).outcome == Outcome::failed);
  }
  SECTION("nobody, but it is essential") {
    b.unit(service).essential = true;
    const UnitId main = b.main();
    b.start();
    b.pass(5s);
    b.exits(service);
    b.exits(main);
    CHECK(b.code == 75);
  }
}

TEST_CASE("main's end is the container's") {
  Bench b;
  const UnitId main = b.main();
  b.start();
  b.did();
  SECTION("well") {
    b.exits(main);
    CHECK(b.code == 0);
  }
  SECTION("with a code") {
    b.exits(main, 42);
    CHECK(b.code == 42);
  }
  SECTION("by a signal") {
    b.dies(main, 11);
    CHECK(b.code == 139);
  }
  CHECK(b.did() == Did{"sweep 15", "finish " + std::to_string(*b.code)});
}

TEST_CASE("codes of main that count as success") {
  Bench b;
  const UnitId main = b.main();
  b.plan.exit_codes_for_success = {143, 7};
  b.start();
  SECTION("a code") {
    b.exits(main, 7);
  }
  SECTION("a signal") {
    b.dies(main, 15);
  }
  CHECK(b.code == 0);
}

TEST_CASE("the end of a service that nobody needs is nobody's business") {
  Bench b;
  const UnitId service = b.service("helper");
  b.main();
  b.start();
  b.exits(service, 1);
  CHECK(b.life() == Life::up);
}

TEST_CASE("a service that ends before it is ready ends the start of those who wait for it") {
  Bench b;
  const UnitId service = b.service("db");
  b.unit(service).ready.by = ReadyBy::notify;
  b.main({service});
  b.start();
  SECTION("with its code") {
    b.exits(service, 3);
    CHECK(b.code == 3);
  }
  SECTION("or 70, since a success cannot be the reason") {
    b.exits(service, 0);
    CHECK(b.code == 70);
  }
}

TEST_CASE("the end of an essential service ends the container with its code") {
  Bench b;
  const UnitId service = b.service("db"), main = b.main({service});
  b.unit(service).essential = true;
  b.start();
  b.did();
  b.exits(service, 3);
  CHECK(b.did() == Did{"signal main with 15"});
  b.exits(main, 0);
  CHECK(b.code == 3);
}

TEST_CASE("a temporary service goes when its hook has ended, and main comes after that") {
  Bench b;
  const UnitId db = b.service("db"), hook = b.hook("init", {db});
  b.unit(db).until = hook;
  b.main({db, hook});
  b.start();
  CHECK(b.did() == Did{"spawn db", "spawn init"});
  b.exits(hook);
  CHECK(b.did() == Did{"signal db with 15"});
  b.exits(db);
  CHECK(b.did() == Did{"spawn main"});
}

TEST_CASE("what a temporary service leaves in its group is ended") {
  Bench b;
  const UnitId db = b.service("db"), hook = b.hook("fill", {db});
  b.main({hook, db});
  b.unit(db).until = hook;
  b.start();
  b.exits(hook);
  b.did();
  b.post(event::ChildExited{b.child(db), ExitStatus{0, 0}, true});
  CHECK(b.did() == Did{"end the group that it left", "spawn main"});
}
