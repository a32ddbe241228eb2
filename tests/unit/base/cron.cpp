#include "base/cron.hpp"

#include <cstdlib>

#include "catch.hpp"

using jeden::base::next_cron;

namespace {

// 2026-03-28 23:30:00 UTC, a Saturday; in Warsaw it is 00:30 of the Sunday on which clocks go forward at
// 02:00.
constexpr std::time_t saturday_evening = 1774740600;

std::string next(const char* fields, std::time_t now = saturday_evening) {
  const auto time = next_cron(fields, now);
  if (!time) return "never";
  std::tm parts{};
  ::localtime_r(&*time, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M %a", &parts);
  return text;
}

struct TimeZone {
  explicit TimeZone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~TimeZone() {
    ::unsetenv("TZ");
    ::tzset();
  }
};

}  // namespace

TEST_CASE("the next minute that the fields describe") {
  const TimeZone utc{"UTC"};
  CHECK(next("* * * * *") == "2026-03-28 23:31 Sat");
  CHECK(next("*/15 * * * *") == "2026-03-28 23:45 Sat");
  CHECK(next("30 4 * * *") == "2026-03-29 04:30 Sun");
  CHECK(next("0 0 1 * *") == "2026-04-01 00:00 Wed");
  CHECK(next("0 12 * * mon-fri") == "2026-03-30 12:00 Mon");
  CHECK(next("0 12 * * 7") == "2026-03-29 12:00 Sun");
  CHECK(next("5,10 3 * jan *") == "2027-01-01 03:05 Fri");
  CHECK(next("0 0 29 2 *") == "2028-02-29 00:00 Tue");
  CHECK(next("@daily") == "2026-03-29 00:00 Sun");
  CHECK(next("10-20/5 1 * * *") == "2026-03-29 01:10 Sun");
}

TEST_CASE("of two restricted day fields either is enough") {
  const TimeZone utc{"UTC"};
  CHECK(next("0 0 13 * fri") == "2026-04-03 00:00 Fri");
  CHECK(next("0 0 30 * fri") == "2026-03-30 00:00 Mon");
}

TEST_CASE("a minute that the clock jumps over is not hit, and time still passes") {
  const TimeZone warsaw{"CET-1CEST,M3.5.0,M10.5.0/3"};
  CHECK(next("30 2 * * *") == "2026-03-30 02:30 Mon");
  CHECK(next("30 3 * * *") == "2026-03-29 03:30 Sun");
}

TEST_CASE("what is malformed or never comes is refused") {
  for (const char* fields :
       {"", "*", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
        "*/0 * * * *", "5-1 * * * *", "a * * * *", "1, * * * *", "@often", "0 0 31 2 *"}) {
    CAPTURE(fields);
    CHECK_FALSE(next_cron(fields, saturday_evening).has_value());
  }
}
