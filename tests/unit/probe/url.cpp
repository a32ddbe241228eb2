#include "probe/url.hpp"

#include "catch.hpp"

using namespace jeden::probe;

TEST_CASE("escapes are read") {
  CHECK(decode("a%20b") == "a b");
  CHECK(decode("%2f%2F") == "//");
  CHECK_FALSE(decode("%"));
  CHECK_FALSE(decode("%2"));
  CHECK_FALSE(decode("%zz"));
  CHECK_FALSE(decode("%00"));
}
