#include "probe/target.hpp"

#include "catch.hpp"
#include "probe/kind.hpp"

using namespace jeden::probe;

TEST_CASE("a URL is taken apart") {
  const auto target = parse_target("postgres://u%40x:p%3A@[::1]:6432/d").target;
  REQUIRE(target);
  CHECK(target->user == "u@x");
  CHECK(target->password == "p:");
  CHECK(target->host == "::1");
  CHECK(target->port == 6432);
  CHECK(target->path == "/d");
  CHECK(target->is_local());
  CHECK(parse_target("redis://db").target->port == 6379);
  CHECK(parse_target("postgresql+asyncpg://h").target);
  CHECK(parse_target("unix:@name").target->socket == "@name");
  CHECK(parse_target("file:relative").target->path == "relative");
  CHECK(parse_target("postgres://%2Frun%2Fpg/d").target->socket == "/run/pg/.s.PGSQL.5432");
}

TEST_CASE("no secret is shown") {
  for (const char* url : {"redis://u:hunter2@h", "http://h/?header=Authorization:hunter2",
                          "http://h/?token=hunter2&body=x", "amqp://u:hunter2@h/v"}) {
    CAPTURE(url);
    REQUIRE(parse_target(url).target);
    CHECK(parse_target(url).target->shown.find("hunter2") == std::string::npos);
  }
  CHECK(parse_target("nosuch://u:hunter2@h").error.find("hunter2") == std::string::npos);
  CHECK(parse_target("redis://u:hunter2@h:x").error.find("hunter2") == std::string::npos);
}

TEST_CASE("bad URLs are refused with a hint") {
  const auto error = [](const char* url) { return parse_target(url).error; };
  CHECK(error("postgress://h").find("did you mean postgres?") != std::string::npos);
  CHECK(error("redis://h?sentinle=x").find("did you mean sentinel?") != std::string::npos);
  for (const char* url : {"",
                          ":",
                          "x",
                          "tcp:",
                          "tcp://",
                          "tcp://h",
                          "tcp://h:",
                          "tcp://h:0",
                          "tcp://h:65536",
                          "tcp://h:8o",
                          "tcp://::1:80",
                          "tcp://[::1:80",
                          "exec:",
                          "exec:'",
                          "postgres:///d?host=/run/pg&port=5432x",
                          "file:",
                          "redis://h/x",
                          "mongodb://a,b",
                          "http://h/?status=99",
                          "http://h/a b",
                          "file:///x?match=(",
                          "postgres://u:%zz@h"}) {
    CAPTURE(url);
    CHECK_FALSE(parse_target(url).target);
    CHECK_FALSE(error(url).empty());
  }
}
