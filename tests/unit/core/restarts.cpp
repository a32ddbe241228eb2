// Restarts: their policy, their pauses, and their limit.
#include "bench.hpp"

using namespace jeden::core;

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
