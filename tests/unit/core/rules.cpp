// Rules that a simulated life once broke.
#include "catch.hpp"
#include "told.hpp"

using namespace jeden::core;

TEST_CASE("a helper that could not be started is not signalled") {
  Unit hook = make_hook();
  hook.condition.emplace();
  Told told{make_plan({hook})};
  told.start();
  const auto spawns = told.all<action::Spawn>();
  REQUIRE(spawns.size() == 1);
  told.tell(event::SpawnFailed{spawns[0].child, 127});
  CHECK(told.all<action::Signal>().empty());
  CHECK(told.has_told(News::hook_skipped));
}
