#include "config/url.hpp"

#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;

namespace {

constexpr std::string_view main_command = "[main]\ncommand = [\"true\"]\n";

std::string wait_for(std::string_view url, std::vector<std::string> environment = {"PATH=/usr/bin"}) {
  const std::string text = "[[hook]]\nwait = \"" + std::string{url} + "\"\n" + std::string{main_command};
  return messages(load_text(text, std::move(environment)));
}

}  // namespace

TEST_CASE("what a wait would refuse is an error where it stands") {
  for (const std::string_view url :
       {"tcp://x", "tcp://x:99999", "tcp://x:0", "tcp://", "grpc://x:y", "tcp://[::1", "redis://x?foo=1",
        "http://x?status=abc", "exec:'", "exec:", "log:-", "redis://h/x", "file:///x?match=(",
        "mysql://h?query=x", "postgres://h?password_env=NOT_THERE"}) {
    CAPTURE(url);
    CHECK(wait_for(url).starts_with("2:8: error: wait: "));
  }
  CHECK(wait_for("tcp://x:99999") ==
        "2:8: error: wait: the port \"99999\" is not a number from 1 to 65535\n");
  CHECK(messages(load_text("[[hook]]\nwait = [\"tcp://x:1\", \"tcp://x\"]\n" + std::string{main_command})) ==
        "2:22: error: wait: the port is missing\n");
  const LoadResult meant =
      load_text("[[hook]]\nwait = \"redis://h?sentinle=x\"\n" + std::string{main_command});
  REQUIRE(meant.diagnostics.size() == 1);
  CHECK(meant.diagnostics[0].hint == "did you mean sentinel?");
}

TEST_CASE("what a wait understands is taken") {
  for (const std::string_view url :
       {"TCP://x:1", "postgresql+asyncpg://h", "valkey://h", "mqtts://h", "smtps://h", "ldaps://h",
        "grpcs://h", "unix:/run/s", "mysql://h?query=x&password_file=/not/there"}) {
    CAPTURE(url);
    CHECK(wait_for(url).empty());
  }
  CHECK(wait_for("mysql://h?query=x", {"MYSQL_PWD=x"}).empty());
  CHECK(wait_for("mysql://h?query=x&password_env=P", {"P=x"}).empty());
}

TEST_CASE("readiness, liveness and the drain have waits, too") {
  CHECK(messages(load_text("[main]\ncommand = [\"true\"]\nready = { wait = \"tcp://x\" }\n"
                           "live = { wait = \"tcp://y\" }\n"
                           "[service.s]\ncommand = [\"true\"]\nlive = { wait = \"tcp://z\" }\n"
                           "[shutdown]\ndrain = \"1s\"\ndrain_until = \"tcp://d\"\n")) ==
        "3:18: error: wait: the port is missing\n4:17: error: wait: the port is missing\n"
        "7:17: error: wait: the port is missing\n10:15: error: wait: the port is missing\n");
}

TEST_CASE("a URL that is not known yet is left alone") {
  const std::string text{"[[hook]]\nwait = \"tcp://${NOT_THERE}\"\n" + std::string{main_command}};
  Surroundings image = surroundings({"PATH=/usr/bin"});
  image.purpose = Surroundings::Purpose::check;
  const std::string without_program{"4:12: warning: true is not found in PATH\n"};
  CHECK(messages(load(text, "init.toml", image, {})) ==
        "2:15: warning: NOT_THERE is not set\n" + without_program);
  const std::string own{"[[hook]]\nwait = \"mysql://h?query=x&password_env=P\"\n" +
                        std::string{main_command}};
  CHECK(messages(load(own, "init.toml", image, {})) == without_program);
}

TEST_CASE("a wait that is not going to run may have any URL") {
  CHECK(messages(load_text("[[hook]]\nwait = \"tcp://${HOST:-}:5432\"\nif_env = \"HOST\"\n" +
                           std::string{main_command}))
            .empty());
  CommandLine foreign;
  foreign.words = {"sh"};
  CHECK(messages(load_text("[[hook]]\nwait = \"tcp://x\"\n" + std::string{main_command}, {"PATH=/usr/bin"},
                           foreign))
            .empty());
  CHECK(messages(load_text("[role.web]\n[role.worker]\n[[hook]]\nwait = \"tcp://x\"\nroles = \"worker\"\n"
                           "[main]\ncommand = [\"true\"]\nrole = \"web\"\n"))
            .empty());
}
