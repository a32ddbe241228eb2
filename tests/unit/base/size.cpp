#include "base/size.hpp"

#include "catch.hpp"

using namespace jeden::base;

TEST_CASE("sizes are read with their unit") {
  CHECK(parse_size("4096") == 4096u);
  CHECK(parse_size("64MiB") == 64u << 20);
  CHECK(parse_size("512k") == 512u << 10);
  CHECK(parse_size("1GB") == 1'000'000'000u);
  CHECK(parse_size("3B") == 3u);
}

TEST_CASE("what is not a size is refused") {
  for (const char* text : {"", "MiB", "-1", "1.5G", "1X", "1MiBs", "9999999T", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_size(text).has_value());
  }
}
