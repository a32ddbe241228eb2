// When a relay that dies is replaced, and when it is given up.
#include "host/relays.hpp"

#include "catch.hpp"

using namespace jeden::host;

TEST_CASE("a relay that has died is replaced at once, then after pauses, and given up after half a minute") {
  CHECK(relay_pause_ms(1) == 0);
  CHECK(relay_pause_ms(2) == 500);
  CHECK(relay_pause_ms(3) == 1'000);
  std::uint64_t all = 0;
  unsigned deaths = 1;
  for (; relay_pause_ms(deaths); ++deaths) all += *relay_pause_ms(deaths);
  CHECK(all == 31'500);
  CHECK(deaths == 8);
  CHECK_FALSE(relay_pause_ms(deaths + 1));
}
