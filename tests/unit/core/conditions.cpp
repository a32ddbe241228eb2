// The conditions of hooks.
#include "bench.hpp"

using namespace jeden::core;

TEST_CASE("a hook whose condition does not hold is skipped and counts") {
  Bench b;
  const UnitId hook = b.hook("hook");
  SECTION("on the environment") {
    b.unit(hook).skip = true;
    b.main({hook});
    b.start();
  }
  SECTION("on a file") {
    b.unit(hook).file_conditions = {{"/there", true}};
    b.files_hold = false;
    b.main({hook});
    b.start();
    CHECK(b.did().front() == "check hook");
    b.said = {"spawn main"};
  }
  SECTION("on a command") {
    b.unit(hook).condition = Program{};
    b.main({hook});
    b.start();
    CHECK(b.did() == Did{"spawn hook condition"});
    b.helper_exits(hook, 1);
  }
  SECTION("on a command that takes too long") {
    b.unit(hook).condition = Program{};
    b.main({hook});
    b.start();
    b.did();
    b.pass(60s);
    CHECK(b.did() == Did{"signal hook condition with 9 group", "spawn main"});
    b.said = {"spawn main"};
  }
  CHECK(b.did() == Did{"spawn main"});
  CHECK(b.core->state(hook).outcome == Outcome::skipped);
  CHECK(b.told(News::hook_skipped));
}

TEST_CASE("a hook whose conditions all hold runs") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).file_conditions = {{"/there", true}};
  b.unit(hook).condition = Program{};
  b.main({hook});
  b.start();
  CHECK(b.did() == Did{"check hook", "spawn hook condition"});
  b.helper_exits(hook);
  CHECK(b.did() == Did{"spawn hook"});
}

TEST_CASE("a stop while a condition is looked at kills the helper, and the hook never starts") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.unit(hook).condition = Program{};
  b.main({hook});
  b.start();
  b.did();
  const ChildId helper = b.core->state(hook).helper;
  b.signal(15);
  CHECK(b.did() == Did{"signal hook condition with 9 group", "sweep 15", "finish 143"});
  b.post(event::ChildExited{helper, {}});
  CHECK(b.did().empty());
}

TEST_CASE("the time of a hook is also that of its condition") {
  Bench b;
  const UnitId hook = b.hook("hook");
  b.main({hook});
  b.unit(hook).condition.emplace();
  SECTION("a short one") {
    b.unit(hook).timeout = 300ms;
    b.start();
    CHECK(b.due() == 300ms);
  }
  SECTION("a long one") {
    b.unit(hook).timeout = 5min;
    b.start();
    CHECK(b.due() == condition_limit);
  }
  SECTION("none") {
    b.start();
    CHECK(b.due() == condition_limit);
  }
  b.did();
  b.pass(b.due());
  CHECK(b.told(News::hook_skipped));
}
