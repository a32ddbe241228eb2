#include "config/command.hpp"

#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;
using namespace jeden;
using Words = std::vector<std::string>;

namespace {

const std::string text = R"([env]
REQUIRED = { required = true }
[[hook]]
name = "db"
wait = "tcp://${REQUIRED}:1"
[service.s]
command = ["s"]
[main]
command = ["/usr/bin/app", "--port", "80"]
user = "app"
stdout = "/log"
ready = { delay = "1s" }
)";

core::Plan started_with(Words words, const std::string& more = "", Words environment = {"REQUIRED=x"}) {
  CommandLine command_line;
  command_line.words = std::move(words);
  return plan_of(load_text(text + more, std::move(environment), command_line));
}

Words main_words(const core::Plan& plan) {
  return plan.units[plan.main].program.words;
}

}  // namespace

TEST_CASE("words beside [main] command") {
  CHECK(main_words(started_with({})) == Words{"/usr/bin/app", "--port", "80"});
  CHECK(main_words(started_with({"--debug", "x"})) == Words{"/usr/bin/app", "--port", "80", "--debug", "x"});
  CHECK(main_words(started_with({"app", "--port", "81"})) == Words{"app", "--port", "81"});
  CHECK(started_with({"app", "--port", "81"}).units.size() == 3);
}

TEST_CASE("a foreign command runs without hooks, waits, services and redirections") {
  const core::Plan plan = started_with({"bash", "-l"});
  REQUIRE(plan.units.size() == 1);
  CHECK(main_words(plan) == Words{"bash", "-l"});
  CHECK(plan.units[0].program.settings.identity->uid == 1000);
  CHECK(plan.units[0].program.standard_output.to == core::Stream::To::inherit);
  CHECK(plan.units[0].ready.by == core::ReadyBy::running);
  CHECK(plan.units[0].after.empty());
  CHECK(plan.grace == base::Millis{10'000});
}

TEST_CASE("a foreign command needs nothing that only the configured program needs") {
  const core::Plan plan = started_with({"bash"}, "", {});
  CHECK(plan.units.size() == 1);
  CHECK(plan.warnings.size() == 1);
  CommandLine bash;
  bash.words = {"bash"};
  CHECK_FALSE(load_text("[main]\ncommand = [\"x\"]\nuser = \"${NOBODY}\"", {}, bash).plan);
}

TEST_CASE("foreign_command says otherwise") {
  CHECK(started_with({"bash"}, "foreign_command = \"prepare\"\n").units.size() == 3);
  CommandLine bash;
  bash.words = {"bash"};
  CHECK(messages(load_text(text + "foreign_command = \"refuse\"\n", {"REQUIRED=x"}, bash))
            .find("bash is not the program of this container") != std::string::npos);
}

TEST_CASE("without a configured command the words are the program") {
  CommandLine words;
  words.words = {"x", "y"};
  const core::Plan plan = plan_of(load_text("[[hook]]\nrun = [\"a\"]\n", {}, words));
  CHECK(plan.units.size() == 2);
  CHECK(main_words(plan) == Words{"x", "y"});
  CHECK(messages(load_text("[init]\n")) == "0:0: error: there is no command for main\n");
}

TEST_CASE("arguments of a script are its $1 and so on") {
  CommandLine words;
  words.words = {"-x"};
  CHECK(main_words(plan_of(load_text("[main]\nscript = \"echo $@\"", {}, words))) ==
        Words{"/bin/sh", "-c", "echo $@", "sh", "-x"});
}
