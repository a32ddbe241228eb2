// What does not end, not even by SIGKILL: a process that hangs in the kernel. The later stages keep their
// time.
#include "bench.hpp"
#include "told.hpp"

using namespace jeden::core;

namespace {

Instant latest(const Bench& b, Instant stopped, BudgetStage stage, unsigned level = 0) {
  return stopped + b.core->budget().row(stage, level).latest;
}

}  // namespace

TEST_CASE("main cannot be killed: the services are stopped in their time all the same") {
  Bench b;
  const UnitId db = b.service("db"), app = b.service("app", {db});
  b.main({app});
  b.hook("end", {}, Stage::end);
  b.strays = true;
  b.start();
  b.did();
  const Instant stopped = b.now;
  b.signal(15);
  b.pass(latest(b, stopped, BudgetStage::main) - b.now);
  CHECK(b.did() == Did{"signal main with 15", "signal main with 9", "signal app with 15"});
  b.exits(app);
  CHECK(b.did() == Did{"signal db with 15"});
  b.exits(db);
  CHECK(b.did() == Did{"sweep 15"});
  b.pass(latest(b, stopped, BudgetStage::strays) - b.now);
  CHECK(b.did() == Did{"sweep 9", "spawn end"});
  b.pass(60s);
  CHECK(b.did() == Did{"signal end with 15 group", "signal end with 9 group", "sweep 9", "finish 137"});
}

TEST_CASE("services that cannot be killed do not keep those that they need from being stopped") {
  Bench b;
  const UnitId db = b.service("db"), app = b.service("app", {db}), main = b.main({app});
  b.strays = true;
  b.start();
  b.did();
  const Instant stopped = b.now;
  b.signal(15);
  b.exits(main);
  b.pass(latest(b, stopped, BudgetStage::services, 0) - b.now);
  CHECK(b.did() ==
        Did{"signal main with 15", "signal app with 15", "signal app with 9", "signal db with 15"});
  b.pass(latest(b, stopped, BudgetStage::services, 1) - b.now);
  CHECK(b.did() == Did{"signal db with 9", "sweep 15"});
  b.pass(60s);
  CHECK(b.did() == Did{"sweep 9", "finish 0"});
  CHECK(b.phase(db) == UnitPhase::ended);
}

TEST_CASE("SIGKILL is sent so early that its effect is seen before the stage is over") {
  Bench b;
  const UnitId db = b.service("db"), main = b.main({db});
  b.start();
  b.did();
  const Instant stopped = b.now;
  b.signal(15);
  const BudgetRow& row = b.core->budget().row(BudgetStage::main);

  b.pass(row.latest - row.kill_wait);
  CHECK(b.did() == Did{"signal main with 15", "signal main with 9"});
  b.dies(main, 9);
  CHECK(b.did() == Did{"signal db with 15"});
  CHECK(b.now < latest(b, stopped, BudgetStage::main));
}

TEST_CASE("whatever hangs, the end comes within the grace, and everybody has been killed") {
  const Millis grace = GENERATE(0ms, 1ms, 5ms, 50ms, 100ms, 1'000ms, 10'000ms);
  CAPTURE(grace);
  Bench b;
  const UnitId db = b.service("db");
  b.main({db});
  const UnitId start = b.hook("start");
  b.hook("stop", {}, Stage::stop);
  b.hook("end", {}, Stage::end);
  b.plan.grace = grace;
  b.strays = true;
  b.start();
  b.did();
  const Instant stopped = b.now;
  b.signal(15);
  while (b.life() != Life::done) {
    REQUIRE(b.core->deadline().has_value());
    b.pass(*b.core->deadline() - b.now);
  }
  CHECK(b.now - stopped <= grace);
  const Did did = b.did();
  for (const char* kill : {"signal start with 9 group", "signal main with 9", "signal db with 9"}) {
    CAPTURE(kill);
    CHECK(std::find(did.begin(), did.end(), kill) != did.end());
  }
  CHECK(b.child(start) != 0);
  CHECK(b.code == 137);
}

TEST_CASE("the third request leaves nobody alive in any phase") {
  Bench b;
  b.main();
  b.hook("stop", {}, Stage::stop);
  const UnitId end = b.hook("end", {}, Stage::end);
  b.plan.drain = 1s;
  SECTION("while the end hooks run") {
    b.start();
    b.signal(15);
    b.pass(1s);
    b.exits(1);
    b.exits(b.plan.main);
    REQUIRE(b.phase(end) == UnitPhase::running);
    b.signal(15);
    b.did();
    b.strays = true;
    b.signal(15);
    CHECK(b.did() == Did{"signal end with 9 group", "sweep 9"});
    CHECK(b.due() <= 500ms);
  }
  SECTION("while main drains") {
    b.start();
    b.did();
    b.strays = true;
    b.signal(15);
    b.signal(15);
    b.signal(15);
    CHECK(b.did() == Did{"signal main with 15", "signal main with 9", "sweep 9"});
  }
}

TEST_CASE("the second request limits every later wait, also for what cannot be killed and without a grace") {
  Bench b;
  const UnitId db = b.service("db");
  b.main({db});
  b.hook("stop", {}, Stage::stop);
  b.hook("end", {}, Stage::end);
  b.plan.grace.reset();
  b.strays = true;
  b.start();
  b.did();
  b.signal(15);
  CHECK(b.did() == Did{"spawn stop"});
  CHECK_FALSE(b.core->deadline().has_value());
  b.signal(15);
  CHECK(b.did() == Did{"signal stop with 15 group", "signal main with 15"});
  for (const Did& next : {Did{"signal stop with 9 group", "signal main with 9"}, Did{"signal db with 15"},
                          Did{"signal db with 9"}, Did{"sweep 15"}, Did{"sweep 9"}, Did{"spawn end"},
                          Did{"signal end with 15 group", "signal end with 9 group", "sweep 9"}}) {
    REQUIRE(b.due() >= 0ms);
    CHECK(b.due() <= hurried_wait);
    b.pass(hurried_wait);
    std::vector<std::string> sorted = b.did(), expected = next;
    std::sort(sorted.begin(), sorted.end());
    std::sort(expected.begin(), expected.end());
    CHECK(sorted == expected);
  }
  b.pass(1s);
  CHECK(b.code == 137);
}

TEST_CASE("without a grace nothing is timed that the plan does not time") {
  Bench b;
  const UnitId main = b.main();
  b.plan.grace.reset();
  b.plan.drain = 60s;
  b.start();
  b.did();
  b.signal(15);
  CHECK(b.due() == 60s);
  b.pass(60s);
  CHECK(b.did() == Did{"signal main with 15"});
  CHECK_FALSE(b.core->deadline().has_value());
  b.exits(main);
  CHECK(b.code == 0);
}

TEST_CASE("more time is given only within what the shutdown has") {
  Bench b;
  const UnitId main = b.main();
  b.unit(main).stop = {{15, 1s}};
  b.start();
  b.signal(15);
  b.did();
  const Instant kill = b.now + b.core->budget().row(BudgetStage::main).latest -
                       b.core->budget().row(BudgetStage::main).kill_wait;
  SECTION("of a stop") {
    b.post(event::Extended{main, 3s});
    CHECK(b.due() == 3s);
    b.post(event::Extended{main, 3'600s});
    CHECK(b.core->deadline() == kill);
  }
  SECTION("not of one that was asked for twice") {
    b.plan.units[main].stop = {{15, 1s}, {15, 1s}};
    b.signal(15);
    b.post(event::Extended{main, 3s});
    CHECK(b.due() <= hurried_wait);
  }
  SECTION("not of what was killed") {
    b.pass(1s);
    CHECK(b.did() == Did{"signal main with 9"});
    const auto before = b.core->deadline();
    b.post(event::Extended{main, 1ms});
    CHECK(b.core->deadline() == before);
  }
}

TEST_CASE("a stop that began before the shutdown keeps to the shutdown's time from then on") {
  Bench b;
  const UnitId db = b.service("db"), main = b.main();
  b.strays = true;
  b.start();
  b.post(event::RestartAsked{db});
  b.pass(60s);  // killed meanwhile, and hanging
  b.did();
  b.signal(15);
  b.exits(main);
  CHECK(b.life() == Life::services);
  CHECK(b.due() >= 0ms);
  b.pass(10s);
  CHECK(b.code == 0);
}

TEST_CASE("a drain that is over does not keep its watcher") {
  Bench b;
  b.main();
  b.hook("stop", {}, Stage::stop);
  b.plan.drain = 1s;
  b.plan.drain_until = Program{};
  b.start();
  b.did();
  b.signal(15);
  CHECK(b.did() == Did{"spawn main drain"});
  b.pass(1s);
  CHECK(b.did() == Did{"signal main drain with 9 group", "spawn stop"});
}

TEST_CASE("what is given up before its end is seen is reported as killed") {
  Plan plan = make_plan();
  plan.grace = Millis{0};
  Told told{std::move(plan)};
  told.start();
  told.spawned(0);
  told.stop();
  std::vector<action::Tell> reports;
  for (int turn = 0; turn < 20 && !told.code(); ++turn) told.wait();
  for (const action::Tell& line : told.all<action::Tell>())
    if (line.news == News::reported) reports.push_back(line);
  CHECK(told.code() == 137);
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].code == 137);
  CHECK(reports[0].signal == 9);
}
