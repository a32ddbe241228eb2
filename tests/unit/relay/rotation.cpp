#include "relay/rotation.hpp"

#include "catch.hpp"

using namespace jeden::relay;

TEST_CASE("files move up from the oldest") {
  CHECK(plan_rotation("/log", 3) ==
        std::vector<Rename>{{"/log.2", "/log.3"}, {"/log.1", "/log.2"}, {"/log", "/log.1"}});
  CHECK(plan_rotation("/log", 1) == std::vector<Rename>{{"/log", "/log.1"}});
  CHECK(plan_rotation("/log", 0).empty());
}

TEST_CASE("only whole lines go to a file that becomes full") {
  constexpr std::string_view lines = "aaa\nbbb\nccc\n";
  CHECK(fitting(lines, 0, 0, false) == 12);
  CHECK(fitting(lines, 0, 12, false) == 12);
  CHECK(fitting(lines, 0, 11, false) == 8);
  CHECK(fitting(lines, 0, 8, false) == 8);
  CHECK(fitting(lines, 1, 8, false) == 4);
  CHECK(fitting(lines, 5, 8, false) == 0);
  CHECK(fitting(lines, 8, 8, false) == 0);
  CHECK(fitting(lines, 100, 8, false) == 0);
}

TEST_CASE("a line above the limit gets a file of its own") {
  CHECK(fitting("aaaaaa\nb\n", 0, 3, false) == 7);
  CHECK(fitting("aaaaaa\nb\n", 1, 3, false) == 0);
  CHECK(fitting("aaaaaa", 0, 3, false) == 6);
}

TEST_CASE("a line that has begun is completed in its file") {
  CHECK(fitting("aa\nb\n", 100, 10, true) == 3);
  CHECK(fitting("aaaa", 100, 10, true) == 4);
}
