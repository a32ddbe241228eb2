#include "host/cgroup.hpp"

#include "catch.hpp"

using namespace jeden::host;

TEST_CASE("the path of the unified hierarchy") {
  CHECK(unified_path("0::/a/b\n") == "/a/b");
  CHECK(unified_path("4:memory:/x\n1:name=systemd:/y\n0::/\n") == "/");
  CHECK(unified_path("0::/a").size() == 2);
  CHECK(unified_path("4:memory:/x\n").empty());
  CHECK(unified_path("").empty());
}

TEST_CASE("below is neither the same nor beside nor above") {
  CHECK(is_below("/a", "/"));
  CHECK(is_below("/docker/1/app", "/docker/1"));
  CHECK_FALSE(is_below("/docker/1", "/docker/1"));
  CHECK_FALSE(is_below("/docker/12", "/docker/1"));
  CHECK_FALSE(is_below("/docker", "/docker/1"));
  CHECK_FALSE(is_below("/", "/"));
  CHECK_FALSE(is_below("", "/"));
  CHECK_FALSE(is_below("/../other", "/"));
  CHECK_FALSE(is_below("/docker/1/", "/docker/1"));
}

TEST_CASE("a group is ours when the process is in it and no stranger is") {
  CHECK(is_ours("7\n9\n", 9));
  CHECK_FALSE(is_ours("7\n0\n9\n", 9));
  CHECK_FALSE(is_ours("7\n", 9));
  CHECK_FALSE(is_ours("79\n", 9));
  CHECK_FALSE(is_ours("", 9));
}
