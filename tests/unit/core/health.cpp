// Probes and watchdogs: who is unhealthy, and what follows.
#include "bench.hpp"

using namespace jeden::core;

TEST_CASE("probes do not overlap, and only so many failures in a row count") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  b.unit(service).live = Liveness{Program{}, 10s, 5s, 2s, 2, LiveAction::restart};
  b.start();
  b.did();
  b.pass(11'999ms);
  CHECK(b.did().empty());
  b.pass(1ms);
  CHECK(b.did() == Did{"spawn db liveness"});
  b.helper_exits(service, 1);
  CHECK(b.phase(service) == UnitPhase::ready);
  b.pass(10s);
  b.helper_exits(service, 0);
  b.pass(10s);
  b.helper_exits(service, 1);
  CHECK(b.phase(service) == UnitPhase::ready);
  b.pass(10s);
  b.did();
  b.pass(5s);  // hangs
  CHECK(b.did() == Did{"signal db liveness with 9 group", "signal db with 15"});
  b.exits(service, 0);
  CHECK(b.phase(service) == UnitPhase::pausing);
}

TEST_CASE("an unhealthy program can also end the container, or only be told of") {
  Bench b;
  const UnitId service = b.service("db"), main = b.main();
  b.unit(service).live = Liveness{Program{}, 10s, 5s, 0s, 1, LiveAction::log};
  SECTION("stop") {
    b.unit(service).live->action = LiveAction::stop;
    b.start();
    b.pass(10s);
    b.helper_exits(service, 1);
    b.exits(main);
    b.exits(service);
    CHECK(b.code == 70);
  }
  SECTION("log") {
    b.start();
    b.pass(10s);
    b.helper_exits(service, 1);
    CHECK(b.told(News::service_unhealthy));
    CHECK(b.phase(service) == UnitPhase::ready);
    CHECK(b.due() == 10s);
  }
}

TEST_CASE("a watchdog that is not fed finds the program unhealthy") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  b.unit(service).ready.by = ReadyBy::notify;
  b.unit(service).ready.watchdog = 5s;
  b.start();
  b.post(event::Notified{service});
  b.pass(4s);
  b.post(event::WatchdogFed{service});
  b.did();
  b.pass(4'999ms);
  CHECK(b.did().empty());
  b.pass(1ms);
  CHECK(b.did() == Did{"signal db with 15"});
}

TEST_CASE("a helper that cannot be started is no bad answer, and gets no signal") {
  Bench b;
  const UnitId service = b.service("db"), main = b.main();
  b.unit(service).live = Liveness{Program{}, 10s, 5s, 0s, 1, LiveAction::restart};
  b.cannot_be_spawned = {3};
  b.start();
  b.did();
  b.pass(10s);
  CHECK(b.did() == Did{"spawn db liveness"});
  CHECK(b.phase(service) == UnitPhase::ready);
  CHECK(b.phase(main) == UnitPhase::ready);
}

TEST_CASE("a probe that hangs does not switch the watchdog off") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  b.unit(service).ready.by = ReadyBy::notify;
  b.unit(service).ready.watchdog = 20s;
  b.unit(service).live = Liveness{Program{}, 10s, 5s, 0s, 3, LiveAction::restart};
  b.start();
  b.post(event::Notified{service});
  b.did();
  b.pass(15s);
  CHECK(b.did() == Did{"spawn db liveness", "signal db liveness with 9 group"});
  b.pass(5s);
  CHECK(b.did() == Did{"signal db with 15"});
}

TEST_CASE("a watchdog whose end was only told of begins anew when it is fed") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  b.unit(service).ready.by = ReadyBy::notify;
  b.unit(service).ready.watchdog = 5s;
  b.unit(service).live = Liveness{Program{}, 60s, 5s, 0s, 1, LiveAction::log};
  b.start();
  b.post(event::Notified{service});
  b.pass(6s);
  CHECK(b.told(News::service_unhealthy));
  b.post(event::WatchdogFed{service});
  b.news.clear();
  b.pass(5s);
  CHECK(b.told(News::service_unhealthy));
}

TEST_CASE("an unhealthy program is restarted although its policy says never, limit or not") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  b.unit(service).ready.by = ReadyBy::notify;
  SECTION("found by a probe, without a limit") {
    b.unit(service).live = Liveness{Program{}, 10s, 5s, 0s, 1, LiveAction::restart};
    b.unit(service).restart.limit = 0;
  }
  SECTION("found by the watchdog") {
    b.unit(service).ready.watchdog = 15s;
  }
  b.start();
  b.post(event::Notified{service});
  b.pass(15s);
  CHECK(b.phase(service) == UnitPhase::stopping);
  b.exits(service);
  CHECK(b.phase(service) == UnitPhase::pausing);
}

TEST_CASE("a program may change the interval of its watchdog, until it starts again") {
  Bench b;
  const UnitId db = b.service("db");
  b.main({db});
  b.unit(db).ready.by = ReadyBy::notify;
  b.unit(db).ready.watchdog = 5s;
  b.unit(db).restart = {Restart::always, 1s, 1s, 5, 60s};
  b.start();
  b.post(event::Notified{db});
  b.post(event::WatchdogFed{db, 20s});
  b.did();
  b.pass(19s);
  CHECK(b.did().empty());
  b.post(event::WatchdogFed{db});
  b.pass(19s);
  CHECK(b.did().empty());
  b.pass(1s);
  CHECK(b.did() == Did{"signal db with 15"});
  b.exits(db);
  b.pass(1s);
  b.post(event::Notified{db});
  b.did();
  b.pass(5s);
  CHECK(b.did() == Did{"signal db with 15"});
}

TEST_CASE("nobody asks about readiness or health once the shutdown has begun") {
  Bench b;
  const UnitId bad = b.service("bad"), main = b.main();
  b.unit(bad).essential = true;
  b.plan.drain = 30s;
  b.plan.grace = 60s;
  b.unit(main).live = Liveness{Program{}, 5s, 5s, 0s, 1, LiveAction::restart};
  SECTION("a program that was being started") {
    b.unit(main).ready.by = ReadyBy::wait;
    b.unit(main).ready.wait = Program{};
    b.cannot_be_spawned = {1};
    b.start();
    CHECK(b.did() == Did{"spawn bad", "spawn main", "signal main with 15"});
  }
  SECTION("a program with a delay") {
    b.unit(main).ready.by = ReadyBy::delay;
    b.unit(main).ready.delay = 1s;
    b.start();
    b.signal(15);
    b.did();
    CHECK(b.due() > 1s);
  }
  SECTION("a program that says it is ready while main still serves") {
    const UnitId late = b.service("late");
    b.unit(late).ready.by = ReadyBy::notify;
    b.unit(late).ready.watchdog = 1s;
    b.unit(late).live = Liveness{Program{}, 5s, 5s, 0s, 1, LiveAction::restart};
    b.start();
    b.signal(15);
    b.post(event::Notified{late});
    b.did();
    b.pass(29s);
    CHECK(b.did().empty());
  }
}
