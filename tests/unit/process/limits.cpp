#include "process/limits.hpp"

#include <sys/resource.h>

#include "catch.hpp"

using namespace jeden::process;

TEST_CASE("limits are read") {
  const auto one = parse_limit("nofile=1024");
  REQUIRE(one);
  CHECK(one->resource == RLIMIT_NOFILE);
  CHECK(one->soft == 1024);
  CHECK(one->hard == 1024);
  const auto two = parse_limit("AS=64MiB:unlimited");
  REQUIRE(two);
  CHECK(two->resource == RLIMIT_AS);
  CHECK(two->soft == 64U << 20U);
  CHECK(two->hard == RLIM_INFINITY);
}

TEST_CASE("what is not a limit is refused") {
  for (const char* text :
       {"", "nofile", "nofile=", "nofile=x", "nofile=2:1", "nofile=1:", "nofile=:1", "files=1", "nofile=-1",
        "nofile=1:2:3", "=1", "nofile=unlimited:5", "nofile=18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_limit(text).has_value());
  }
}

TEST_CASE("every limit has a name that is read back") {
  for (int resource = 0; resource < static_cast<int>(RLIM_NLIMITS); ++resource) {
    const jeden::core::Limit limit{resource, 7, RLIM_INFINITY - 1};
    CAPTURE(limit_to_text(limit));
    const auto found = parse_limit(limit_to_text(limit));
    REQUIRE(found);
    CHECK(found->resource == resource);
    CHECK(found->soft == 7);
    CHECK(found->hard == RLIM_INFINITY - 1);
  }
}
