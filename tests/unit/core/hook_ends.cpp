// Stop and end hooks whose time is over while everything ends.
#include "bench.hpp"

using namespace jeden::core;

TEST_CASE("end hooks whose time is over are told to stop before they are killed") {
  Bench b;
  const UnitId main = b.main(), end = b.hook("end", {}, Stage::end),
               later = b.hook("later", {end}, Stage::end);
  b.start();
  b.did();
  const Instant stopped = b.now;
  b.signal(15);
  b.exits(main);
  CHECK(b.did() == Did{"signal main with 15", "sweep 15", "spawn end"});
  const BudgetRow& row = b.core->budget().row(BudgetStage::end_hooks);
  CHECK(row.stop_wait == row.least / 4);
  b.pass(stopped + row.latest - row.kill_wait - row.stop_wait - b.now - 1ms);
  CHECK(b.did().empty());
  b.pass(1ms);
  CHECK(b.did() == Did{"signal end with 15 group"});
  CHECK(b.phase(later) == UnitPhase::ended);
  SECTION("and it ends") {
    b.exits(end);
    CHECK(b.told(News::hook_stopped));
    CHECK(b.code == 0);
  }
  SECTION("and it does not") {
    b.pass(row.stop_wait - 1ms);
    CHECK(b.did().empty());
    b.pass(1ms);
    CHECK(b.did() == Did{"signal end with 9 group", "sweep 9"});
    b.dies(end, 9);
    CHECK(b.code == 0);
  }
}

TEST_CASE("end hooks have a second when the stop was asked for twice, and hear of its end") {
  Bench b;
  const UnitId main = b.main();
  b.hook("end", {}, Stage::end);
  SECTION("with a grace") {
    b.plan.grace = 60s;
  }
  SECTION("without") {
    b.plan.grace.reset();
  }
  b.start();
  b.signal(15);
  b.exits(main);
  b.did();
  b.signal(15);
  b.pass(749ms);
  CHECK(b.did().empty());
  b.pass(1ms);
  CHECK(b.did() == Did{"signal end with 15 group"});
  b.pass(249ms);
  CHECK(b.did().empty());
  b.pass(1ms);
  CHECK(b.did() == Did{"signal end with 9 group", "sweep 9"});
}

TEST_CASE("an end hook that fits into the grace is not told before its own timeout") {
  Bench b;
  b.main();
  const UnitId end = b.hook("end", {}, Stage::end);
  b.unit(end).timeout = 1s;
  b.start();
  const Budget& budget = b.core->budget();
  REQUIRE(budget.fits);
  const BudgetRow& row = budget.row(BudgetStage::end_hooks);
  CHECK(row.kill_wait + row.stop_wait <= hook_kill_wait);
}

TEST_CASE("stop hooks whose time is over are told to stop, and have main's time to end") {
  Bench b;
  b.main();
  b.hook("stop", {}, Stage::stop);
  b.start();
  b.did();
  const Instant stopped = b.now;
  b.signal(15);
  b.pass(stopped + b.core->budget().row(BudgetStage::stop_hooks).latest - b.now);
  CHECK(b.did() == Did{"spawn stop", "signal stop with 15 group", "signal main with 15"});
  const BudgetRow& row = b.core->budget().row(BudgetStage::main);
  b.pass(stopped + row.latest - row.kill_wait - b.now - 1ms);
  CHECK(b.did().empty());
}
