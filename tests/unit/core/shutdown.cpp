// The shutdown: its order, what a second and a third request change, and that it ends in time.
#include "bench.hpp"

using namespace jeden::core;

TEST_CASE("the shutdown goes through its stages in order") {
  Bench b;
  const UnitId db = b.service("db"), app = b.service("app", {db}), log = b.service("log");
  const UnitId main = b.main({db, app, log});
  const UnitId stop = b.hook("stop", {}, Stage::stop), end = b.hook("end", {}, Stage::end);
  b.plan.grace = 60s;
  b.plan.drain = 3s;
  b.strays = true;
  b.start();
  CHECK(b.core->is_ready());
  b.did();
  b.signal(15);
  CHECK_FALSE(b.core->is_ready());
  CHECK(b.life() == Life::draining);
  b.pass(2'999ms);
  CHECK(b.did().empty());
  b.pass(1ms);
  CHECK(b.did() == Did{"spawn stop"});
  b.exits(stop);
  CHECK(b.did() == Did{"signal main with 15"});
  b.exits(main, 7);
  CHECK(b.did() == Did{"signal app with 15", "signal log with 15"});
  b.exits(log);
  CHECK(b.did().empty());
  b.exits(app);
  CHECK(b.did() == Did{"signal db with 15"});
  b.exits(db);
  CHECK(b.did() == Did{"sweep 15"});
  b.pass(2s);
  CHECK(b.did() == Did{"sweep 9"});
  b.none_left();
  CHECK(b.did() == Did{"spawn end"});
  b.exits(end);
  CHECK(b.did() == Did{"sweep 9"});
  b.none_left();
  CHECK(b.did() == Did{"finish 7"});
  CHECK(b.life() == Life::done);
}

TEST_CASE("the stop sequence: each step waits for its time, SIGKILL comes last") {
  Bench b;
  const UnitId main = b.main();
  b.unit(main).stop = {{15, 2s}, {2, 1s}, {0, 500ms}};
  b.start();
  b.did();
  b.signal(3);
  CHECK(b.did() == Did{"signal main with 15"});
  b.pass(2s);
  CHECK(b.did() == Did{"signal main with 2"});
  b.pass(1s);
  CHECK(b.did() == Did{"signal main with 3"});
  b.pass(500ms);
  CHECK(b.did() == Did{"signal main with 9"});
  b.dies(main, 9);
  CHECK(b.code == 137);
}

TEST_CASE("a stop before main has started gives 128 plus the signal") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.main({hook});
  b.start();
  b.did();
  b.signal(2);
  CHECK(b.did() == Did{"signal hook with 15 group"});
  SECTION("whatever the hook answers") {
    b.exits(hook, 0);
  }
  SECTION("or fails with") {
    b.exits(hook, 9);
  }
  CHECK(b.code == 130);
}

TEST_CASE("a stop while a hook pauses ends at once") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).retries = 3;
  b.main({hook});
  b.start();
  b.exits(hook, 1);
  b.signal(15);
  CHECK(b.code == 143);
}

TEST_CASE("main ends during the drain or the stop hooks") {
  Bench b;
  const UnitId main = b.main(), first = b.hook("first", {}, Stage::stop);
  const UnitId second = b.hook("second", {first}, Stage::stop);
  b.plan.drain = 1s;
  b.start();
  b.did();
  b.signal(15);
  SECTION("the drain: there is nobody to prepare") {
    b.exits(main, 3);
    CHECK(b.did() == Did{"sweep 15", "finish 3"});
  }
  SECTION("the stop hooks: they have begun, and go on") {
    b.pass(1s);
    b.exits(main, 3);
    CHECK(b.did() == Did{"spawn first"});
    b.exits(first);
    CHECK(b.did() == Did{"spawn second"});
    b.exits(second);
    CHECK(b.did() == Did{"sweep 15", "finish 3"});
  }
}

TEST_CASE("the second request ends the waits that are under way") {
  Bench b;
  const UnitId main = b.main();
  SECTION("a drain") {
    b.plan.drain = 5s;
    b.start();
    b.did();
    b.signal(15);
    b.signal(15);
    CHECK(b.did() == Did{"signal main with 15"});
    CHECK(b.due() == hurried_wait);
  }
  SECTION("a step") {
    b.unit(main).stop = {{15, 5s}, {2, 5s}};
    b.start();
    b.did();
    b.signal(15);
    b.signal(15);
    CHECK(b.did() == Did{"signal main with 15", "signal main with 2"});
    CHECK(b.due() == hurried_wait);
  }
  SECTION("the last step") {
    b.start();
    b.did();
    b.signal(15);
    b.signal(15);
    CHECK(b.did() == Did{"signal main with 15", "signal main with 9"});
  }
  SECTION("the strays'") {
    b.strays = true;
    b.start();
    b.did();
    b.signal(15);
    b.exits(main);
    b.signal(15);
    CHECK(b.did() == Did{"signal main with 15", "sweep 15", "sweep 9"});
  }
}

TEST_CASE("the third request kills everything") {
  Bench b;
  const UnitId db = b.service("db"), main = b.main({db});
  b.hook("end", {}, Stage::end);
  b.unit(main).stop = {{15, 5s}, {2, 5s}};
  b.strays = true;
  b.start();
  b.signal(15);
  b.signal(15);
  b.did();
  b.signal(15);
  CHECK(b.did() == Did{"signal db with 9", "signal main with 9", "sweep 9"});
  b.dies(main, 9);
  b.dies(db, 9);
  b.none_left();
  CHECK(b.did() == Did{"finish 137"});
}

TEST_CASE("zero-configuration mode forwards and waits as long as it takes") {
  Bench b;
  for (SignalRule& rule : b.plan.signals) rule = {OnSignal::forward, 0};
  b.plan.grace.reset();
  const UnitId main = b.main();
  b.start();
  b.did();
  b.signal(15);
  b.signal(64);
  CHECK(b.did() == Did{"signal main with 15", "signal main with 64"});
  CHECK_FALSE(b.core->deadline().has_value());
  b.exits(main, 5);
  CHECK(b.code == 5);
}

TEST_CASE("signals are rewritten, ignored, or reload") {
  Bench b;
  const UnitId main = b.main();
  b.plan.signals[10] = {OnSignal::send, 12};
  b.plan.signals[12] = {OnSignal::ignore, 0};
  b.start();
  b.did();
  b.signal(10);
  b.signal(12);
  b.signal(1);
  b.signal(0);
  b.signal(65);
  CHECK(b.did() == Did{"signal main with 12", "reload"});
  b.exits(main);
}

TEST_CASE("nothing follows the end, and echoes of the past change nothing") {
  Bench b;
  const UnitId main = b.main();
  b.start();
  const ChildId child = b.child(main);
  b.exits(main);
  b.did();
  const Supervisor before = *b.core;
  b.post(event::ChildExited{child, {1, 0}});
  b.post(event::ChildExited{77, {1, 0}});
  b.post(event::ConditionChecked{9, true});
  b.post(event::Notified{9});
  b.post(event::Extended{9, 1s});
  b.post(event::RestartAsked{9});
  b.post(event::DeadlineReached{});
  b.signal(15);
  CHECK(b.did().empty());
  CHECK(before == *b.core);
}

TEST_CASE("a hang takes its own stage's time only") {
  Bench b;
  const UnitId db = b.service("db"), main = b.main({db}), end = b.hook("end", {}, Stage::end);
  b.start();
  b.did();
  b.signal(15);
  const Budget& budget = b.core->budget();
  b.pass(budget.row(BudgetStage::main).latest - budget.row(BudgetStage::main).kill_wait);
  CHECK(b.did() == Did{"signal main with 15", "signal main with 9"});
  b.dies(main, 9);
  CHECK(b.did() == Did{"signal db with 15"});
  b.dies(db, 15);
  CHECK(b.did() == Did{"sweep 15", "spawn end"});
  CHECK(b.phase(end) == UnitPhase::running);
  b.pass(*b.core->must_end() - b.now);
  b.pass(1s);
  CHECK(b.did() == Did{"signal end with 15 group", "signal end with 9 group", "sweep 9", "finish 137"});
}

TEST_CASE("only a program whose gate is a message can say that it is ready") {
  Bench b;
  const UnitId hook = b.hook("hook"), main = b.main({hook});
  b.unit(hook).timeout = 5s;
  b.unit(main).ready.by = ReadyBy::wait;
  b.unit(main).ready.wait = Program{};
  b.start();
  b.post(event::Notified{hook});
  CHECK(b.phase(hook) == UnitPhase::running);
  b.exits(hook);
  b.post(event::Notified{main});
  CHECK(b.phase(main) == UnitPhase::running);
}

TEST_CASE("supervisors that will act differently are not equal") {
  Bench b;
  const UnitId main = b.main();
  b.unit(main).stop = {{0, 1s}, {0, 1s}};
  b.start();
  Supervisor other = *b.core;
  Actions actions;
  b.signal(15);
  other.handle(event::Signalled{2}, b.now, actions);
  CHECK_FALSE(other == *b.core);  // the second step sends what was asked with
}
