#include "catch.hpp"
#include "support.hpp"

using namespace jeden::step;
using namespace jeden::step::testing;

TEST_CASE("an action is described in one line") {
  CHECK(describe({"directory", {{"path", "/x"}, {"owner", "1:2"}, {"mode", "0750"}}}) ==
        "directory /x, owner 1:2, mode 0750");
  CHECK(describe({"remove", {{"path", "/x/*.pid"}, {"optional", ""}}}) == "remove /x/*.pid, optional");
}

TEST_CASE("an unknown action fails, an optional one is skipped instead") {
  CHECK(act("bake", {{"path", "/x"}}).kind == Outcome::Kind::failed);
  CHECK(act("access", {{"path", "/no/such"}}).kind == Outcome::Kind::failed);
  CHECK(act("access", {{"path", "/no/such"}, {"optional", ""}}).kind == Outcome::Kind::skipped);
}
