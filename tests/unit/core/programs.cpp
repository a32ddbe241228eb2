// Services and main, row by row: readiness, health, restarts.
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

TEST_CASE("restarts follow the policy") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  struct Row {
    Restart when;
    int code;
    bool again;
  };
  const Row row = GENERATE(Row{Restart::never, 0, false}, Row{Restart::never, 1, false},
                           Row{Restart::on_failure, 0, false}, Row{Restart::on_failure, 1, true},
                           Row{Restart::always, 0, true}, Row{Restart::always, 1, true});
  b.unit(service).restart.when = row.when;
  b.start();
  b.exits(service, row.code);
  CHECK(b.phase(service) == (row.again ? UnitPhase::pausing : UnitPhase::ended));
  CHECK(b.life() == Life::up);
}

TEST_CASE("the pause between restarts grows to its limit") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  b.unit(service).restart = {Restart::always, 1s, 3s, 9, 60s};
  b.start();
  for (const Millis pause : {1'000ms, 2'000ms, 3'000ms, 3'000ms}) {
    b.exits(service, 1);
    CHECK(b.due() == pause);
    b.pass(pause);
  }
}

TEST_CASE("one restart more than the limit ends the container with the program's code") {
  Bench b;
  const UnitId service = b.service("db"), main = b.main();
  b.unit(service).restart = {Restart::always, 1s, 1s, 2, 60s};
  b.start();
  for (int restart = 0; restart < 2; ++restart) {
    b.exits(service, 9);
    b.pass(1s);
  }
  CHECK(b.life() == Life::up);
  b.exits(service, 9);
  b.exits(main);
  CHECK(b.code == 9);
}

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

TEST_CASE("what is bound to a service restarts with it") {
  Bench b;
  const UnitId db = b.service("db"), app = b.service("app", {db});
  b.main();
  b.unit(db).restart.when = Restart::always;
  b.unit(app).bind = true;
  b.start();
  b.did();
  b.exits(db, 1);
  CHECK(b.did() == Did{"signal app with 15"});
  b.exits(app);
  CHECK(b.did().empty());
  b.pass(500ms);
  CHECK(b.did() == Did{"spawn db", "spawn app"});
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

TEST_CASE("a restart that was asked for follows no policy") {
  Bench b;
  const UnitId db = b.service("db");
  b.main();
  b.start();
  b.did();
  b.post(event::RestartAsked{db});
  CHECK(b.did() == Did{"signal db with 15"});
  b.exits(db);
  CHECK(b.did() == Did{"spawn db"});
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

TEST_CASE("a program that waits to be started again has no time limit") {
  Bench b;
  const UnitId db = b.service("db"), app = b.service("app", {db});
  b.main();
  b.unit(db).restart = {Restart::always, 60s, 60s, 5, 60s};
  b.unit(app).bind = true;
  b.start();
  b.exits(db, 1);
  b.exits(app);
  CHECK(b.phase(app) == UnitPhase::waiting);
  CHECK(b.due() == 60s);
}

TEST_CASE("what starts again does not wait for what has ended for good") {
  Bench b;
  const UnitId seed = b.service("seed"), db = b.service("db", {seed});
  b.main();
  b.start();
  b.exits(seed, 1);
  CHECK(b.life() == Life::up);
  b.did();
  b.post(event::RestartAsked{db});
  b.exits(db);
  CHECK(b.did() == Did{"signal db with 15", "spawn db"});
}

TEST_CASE("the restart limit holds in every window, not only in those that follow each other") {
  Bench b;
  const UnitId service = b.service("db"), main = b.main();
  b.unit(service).restart = {Restart::always, 1s, 1s, 3, 60s};
  b.start();
  b.exits(service, 9);  // at 0 s
  b.pass(50s);
  b.exits(service, 9);  // 50
  b.pass(5s);
  b.exits(service, 9);  // 55
  b.pass(7s);
  b.exits(service, 9);  // 62: only three within the last minute
  CHECK(b.life() == Life::up);
  b.pass(3s);
  b.exits(service, 9);  // 65: the fourth
  b.exits(main);
  CHECK(b.code == 9);
}

TEST_CASE("pauses begin anew after a healthy while, and only then") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  b.unit(service).restart = {Restart::always, 1s, 8s, 0, 60s};
  b.start();
  for (const Millis pause : {1'000ms, 2'000ms, 4'000ms, 8'000ms, 8'000ms}) {
    b.exits(service, 1);
    CHECK(b.due() == pause);
    b.pass(pause);
  }
  b.pass(59'999ms);
  b.exits(service, 1);
  CHECK(b.due() == 8s);
  b.pass(8s);
  b.pass(60s);
  b.exits(service, 1);
  CHECK(b.due() == 1s);
}

TEST_CASE("a start that is never ready is no healthy while") {
  Bench b;
  const UnitId service = b.service("db");
  b.main();
  b.unit(service).restart = {Restart::always, 1s, 8s, 0, 10s};
  b.unit(service).ready.by = ReadyBy::notify;
  b.unit(service).ready.timeout = 20s;
  b.start();
  for (const Millis pause : {1'000ms, 2'000ms, 4'000ms}) {
    b.pass(20s);
    b.exits(service, 1);
    CHECK(b.due() == pause);
    b.pass(pause);
  }
}

TEST_CASE("the first pause keeps to the longest as well") {
  Bench b;
  const UnitId service = b.service("db"), hook = b.hook("hook");
  b.main();
  b.unit(service).restart = {Restart::always, 10s, 2s, 0, 60s};
  b.unit(hook).backoff = 10s;
  b.unit(hook).backoff_max = 3s;
  b.unit(hook).retries = 1;
  b.start();
  b.exits(hook, 1);
  CHECK(b.due() == 3s);
  b.exits(service, 1);
  CHECK(b.due() == 2s);
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

TEST_CASE("with a chance in the plan the pauses before restarts are a little longer, each its own") {
  Bench b;
  std::vector<UnitId> services;
  for (int i = 0; i < 20; ++i) services.push_back(b.service("s" + std::to_string(i)));
  b.main();
  for (const UnitId id : services) b.unit(id).restart = {Restart::always, 500ms, 30s, 5, 60s};
  b.plan.chance = 42;
  b.start();
  std::vector<Millis> pauses;
  for (const UnitId id : services) {
    b.exits(id, 1);
    pauses.push_back(*b.core->state(id).deadline - b.now);
    CHECK(pauses.back() >= 500ms);
    CHECK(pauses.back() <= 600ms);
  }
  std::sort(pauses.begin(), pauses.end());
  CHECK(std::unique(pauses.begin(), pauses.end()) - pauses.begin() > 10);
  SECTION("up to the ceiling and not beyond") {
    Bench other;
    const UnitId id = other.service("s");
    other.main();
    other.unit(id).restart = {Restart::always, 10s, 10s, 5, 60s};
    other.plan.chance = 7;
    other.start();
    other.exits(id, 1);
    CHECK(*other.core->state(id).deadline - other.now == 10s);
  }
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
