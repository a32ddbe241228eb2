#include "probe/pace.hpp"

#include "catch.hpp"

using namespace jeden::probe;
using namespace std::chrono_literals;
using Place = PaceInput::Place;

TEST_CASE("the pause grows with the time already waited") {
  CHECK(next_delay({0ms, Reason::refused, Place::local, 0}) == 2ms);
  CHECK(next_delay({500ms, Reason::refused, Place::local, 2}) == 12ms);
  CHECK(next_delay({500ms, Reason::refused, Place::local, 0}) == 10ms);
  CHECK(next_delay({60s, Reason::refused, Place::local, 3}) == 16ms);
  CHECK(next_delay({60s, Reason::starting, Place::local, 50}) == 250ms);
  CHECK(next_delay({600s, Reason::timeout, Place::remote, 200}) == 1s);
  CHECK(next_delay({0ms, Reason::missing, Place::watched, 10}) == 50ms);
}

TEST_CASE("the jitter only shortens, by a fifth at most") {
  for (std::uint32_t dice = 0; dice < 1000; dice += 7) {
    const auto delay = next_delay({600s, Reason::refused, Place::remote, dice});
    CHECK(delay >= 800ms);
    CHECK(delay <= 1s);
  }
}

TEST_CASE("a connection may take half of the time waited") {
  CHECK(connection_limit(0ms, 5s) == 300ms);
  CHECK(connection_limit(4s, 5s) == 2s);
  CHECK(connection_limit(60s, 5s) == 5s);
  CHECK(connection_limit(0ms, 100ms) == 100ms);
}

TEST_CASE("a wait stays under one percent of a processor") {
  CHECK(affordable_at(10ms) == 0ms);
  CHECK(affordable_at(130ms) >= 14s);
}
