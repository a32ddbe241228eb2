#include "base/duration.hpp"

#include "catch.hpp"

using namespace jeden::base;
using namespace std::chrono_literals;

TEST_CASE("durations are read with their unit") {
  CHECK(parse_duration("500ms") == 500ms);
  CHECK(parse_duration("30s") == 30s);
  CHECK(parse_duration("5m") == 5min);
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("1.5s") == 1500ms);
  CHECK(parse_duration("2d") == 48h);
  CHECK(parse_duration("0") == 0ms);
  CHECK(parse_duration("0s") == 0ms);
}

TEST_CASE("what is not a duration is refused") {
  for (const char* text : {"", "5", "s", "-1s", "1 s", "1x", "1s ", "1..5s", ".", "1e3s", "400d",
                           "99999999999999999999s", "1S", "inf", "nans"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("a duration's text is read back") {
  for (const auto duration : {0ms, 1ms, 999ms, 1000ms, 90'000ms, 3'600'000ms, 90'061'001ms}) {
    CAPTURE(to_text(duration));
    CHECK(parse_duration(to_text(duration)) == duration);
  }
  CHECK(to_text(90s) == "1m30s");
}
