#include "config/command.hpp"

#include <algorithm>

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

namespace {

core::Plan started(const std::string& file, Words words, Words environment = {"PATH=/usr/bin"}) {
  CommandLine command_line;
  command_line.words = std::move(words);
  return plan_of(load_text(file, std::move(environment), command_line));
}

}  // namespace

TEST_CASE("what is an argument although it is no flag") {
  const std::string redis = "[main]\ncommand = [\"redis-server\"]\nappend_words = [\"*.conf\", \"check\"]\n";
  CHECK(main_words(started(redis, {"/etc/r.conf", "x"})) == Words{"redis-server", "/etc/r.conf", "x"});
  CHECK(main_words(started(redis, {"check"})) == Words{"redis-server", "check"});
  CHECK(main_words(started(redis, {"checks"})) == Words{"checks"});
  const std::string node = "[main]\ncommand = [\"node\"]\nappend_unknown = true\n";
  CHECK(main_words(started(node, {"server.js"})) == Words{"node", "server.js"});
  CHECK(main_words(started(node, {"localedef"})) == Words{"localedef"});  // the image has it
}

TEST_CASE("a program that only the PATH of [env] finds is no argument") {
  const std::string text_with_path =
      "[env]\nPATH = { prepend = \"/usr/bin\" }\n[main]\ncommand = [\"node\"]\nappend_unknown = true\n";
  CHECK(main_words(started(text_with_path, {"localedef"}, {"PATH=/nowhere"})) == Words{"localedef"});
}

TEST_CASE("default flags are added unless they are there") {
  const std::string file = R"([main]
command = ["app", "run"]
default_flags = { "--port -p" = 80, "--bind=" = "::", "-W" = true, "--no" = false, "--empty" = "${NOTHING:-}", "--label" = ["a", "b"] }
)";
  CHECK(main_words(started(file, {})) ==
        Words{"app", "run", "--port", "80", "--bind=::", "-W", "--label", "a", "--label", "b"});
  for (const Words& given :
       {Words{"--port", "1"}, Words{"--port=1"}, Words{"-port=1"}, Words{"-p", "1"}, Words{"-p1"}}) {
    INFO(given[0]);
    const Words words = main_words(started(file, given));
    CHECK(std::find(words.begin(), words.end(), "80") == words.end());
  }
  for (const Words& others : {Words{"--ports"}, Words{"port"}, Words{"x--port"}, Words{"--", "--port"}}) {
    INFO(others[0]);
    const Words words = main_words(started(file, {"--x", others[0], others.size() > 1 ? others[1] : ""}));
    CHECK(std::find(words.begin(), words.end(), "80") != words.end());
  }
  CHECK(main_words(started("[main]\ncommand = [\"a\"]\ndefault_flags = { \"-x\" = \"1\" }\n",
                           {"-v", "--", "f"})) == Words{"a", "-v", "-x", "1", "--", "f"});
  CHECK(main_words(started(file, {"app", "serve"}))[2] == "--port");
  CHECK(main_words(started(file, {"sh"})) == Words{"sh"});
  CHECK(messages(load_text("[main]\ncommand = [\"a\"]\ndefault_flags = { port = \"1\" }\n")) ==
        "3:19: error: \"port\" is not a flag\n");
}

TEST_CASE("flags of a script are its arguments") {
  CHECK(main_words(started("[main]\nscript = \"echo $@\"\ndefault_flags = { \"-x\" = true }\n", {})) ==
        Words{"/bin/sh", "-c", "echo $@", "sh", "-x"});
}

TEST_CASE("options come from a variable") {
  const std::string file =
      "[main]\ncommand = [\"app\"]\noptions_from = \"OPTS\"\ndefault_flags = { \"--a\" = \"1\" }\n";
  CHECK(main_words(started(file, {"-v"}, {"OPTS=--a 'b c' $HOME"})) ==
        Words{"app", "-v", "--a", "b c", "$HOME"});
  CHECK(main_words(started(file, {})) == Words{"app", "--a", "1"});
  CHECK(messages(load_text(file, {"OPTS='x"})) ==
        "3:16: error: OPTS cannot be split into words: a ' is not closed\n");
}

TEST_CASE("options of a hook come from a variable as well") {
  const std::string main = "[main]\ncommand = [\"app\"]\n";
  const core::Plan plan = plan_of(load_text(
      "[[hook]]\nname = \"h\"\nrun = [\"init\"]\noptions_from = \"OPTS\"\n" + main, {"OPTS=--a 'b c'"}));
  CHECK(unit(plan, "h").program.words == Words{"init", "--a", "b c"});
  CHECK(messages(load_text("[[hook]]\nname = \"h\"\nwait = \"tcp://a:1\"\noptions_from = \"OPTS\"\n" +
                           main)) == "4:1: error: options_from belongs to a command, and hook h has none\n");
}

TEST_CASE("a service that is like main has its words") {
  const std::string file =
      "[[hook]]\nname = \"h\"\nrun = [\"fill\"]\nafter = [\"server\"]\n"
      "[service.server]\nlike_main = [\"-c\", \"listen=\"]\nuntil = \"h\"\n"
      "[main]\ncommand = [\"app\"]\ndefault_flags = { \"--x\" = true }\n";
  const auto words = [&](const Words& given) { return unit(started(file, given), "server").program.words; };
  CHECK(words({}) == Words{"app", "--x", "-c", "listen="});
  CHECK(words({"-v"}) == Words{"app", "-v", "--x", "-c", "listen="});
  CHECK(words({"/opt/app", "-v"}) == Words{"/opt/app", "-v", "--x", "-c", "listen="});
  CHECK(unit(started(file + "foreign_command = \"prepare\"\n", {"sh"}), "server").program.words ==
        Words{"app", "--x", "-c", "listen="});
  CHECK(
      messages(load_text("[service.a]\nlike_main = []\ncommand = [\"b\"]\n[main]\ncommand = [\"app\"]\n")) ==
      "2:1: error: service a has both like_main and a command\n");
}

TEST_CASE("a wrapper is used when it is there") {
  const std::string file = "[main]\ncommand = [\"app\"]\nwrapper = ";
  CHECK(main_words(started(file + "[\"localedef\", \"-x\"]\n", {"-v"})) ==
        Words{"localedef", "-x", "app", "-v"});
  CHECK(main_words(started(file + "[\"numactl\", \"-x\"]\n", {})) == Words{"app"});
  CHECK(main_words(started(file + "[\"localedef\"]\n", {"sh"})) == Words{"sh"});
}

TEST_CASE("help and version prepare nothing") {
  for (const char* word : {"--help", "-?", "--version"})
    CHECK(started_with({word}, "", {}).units.size() == 1);
  CHECK(started_with({"app", "x", "--help"}, "", {}).units.size() == 1);
  CHECK(started_with({"-h"}).units.size() == 3);
  CHECK(started_with({"app", "--", "--help"}).units.size() == 3);
  CHECK(started_with({"-V"}, "no_setup = [\"-V\"]\n", {}).units.size() == 1);
  CHECK(started_with({"--help"}, "no_setup = []\n").units.size() == 3);
  CHECK(main_words(started("[main]\ncommand = [\"a\"]\ndefault_flags = { \"-x\" = true }\n", {"--help"})) ==
        Words{"a", "--help"});
}

TEST_CASE("roles") {
  const std::string file = R"([env]
A = "1"
[[hook]]
name = "migrate"
run = ["migrate"]
roles = "main"
[[hook]]
name = "cache"
run = ["cache", "${QUEUE}"]
roles = ["worker"]
[service.queue]
command = ["q"]
roles = ["worker"]
after = ["migrate"]
[service.after]
command = ["b"]
after = ["queue"]
[main]
command = ["web"]
role = "${ROLE:-}"
stop_signal = "INT"
env = { A = "2", B = "2" }
after = ["after", "queue"]
[role.worker]
command = ["celery", "worker"]
stop_command = ["bye"]
env = { B = "3" }
user = "app"
[role.shell]
)";
  const core::Plan usual = started(file, {});
  CHECK(main_words(usual) == Words{"web"});
  REQUIRE(usual.units.size() == 4);
  CHECK_FALSE(unit(usual, "migrate").skip);
  CHECK(unit(usual, "cache").skip);
  CHECK(unit(usual, "after").after == std::vector<core::UnitId>{0});  // what queue would have come after
  const core::Plan worker = started(file, {"worker", "-c", "4"}, {"QUEUE=x"});
  CHECK(main_words(worker) == Words{"celery", "worker", "-c", "4"});
  CHECK(worker.units.size() == 5);
  CHECK(unit(worker, "migrate").skip);
  CHECK_FALSE(unit(worker, "cache").skip);
  const core::Unit& main = worker.units[worker.main];
  CHECK(main.stop_command->words == Words{"bye"});
  CHECK(main.program.settings.identity->uid == 1000);
  CHECK(value(main.program, "A") == "2");
  CHECK(value(main.program, "B") == "3");
  CHECK(main_words(started(file, {}, {"ROLE=worker", "QUEUE=x"})) == Words{"celery", "worker"});
  CHECK(main_words(started(file, {"-c"}, {"ROLE=worker", "QUEUE=x"})) == Words{"celery", "worker", "-c"});
  CHECK(main_words(started(file, {"shell", "-x"})) == Words{"web", "shell", "-x"});
  CHECK(started(file, {"worker", "--help"}, {}).units.size() == 1);
  CHECK(messages(load_text(file, {"ROLE=workre"})) == "20:8: error: there is no role workre\n");
  CHECK(messages(
            load_text(file + "[role.main]\n[role.\"a b\"]\n[[hook]]\nrun = [\"x\"]\nroles = \"nobody\"\n")) ==
        "30:7: error: a role cannot have this name\n31:7: error: a role cannot have this name\n"
        "34:9: error: there is no role nobody\n");
}

TEST_CASE("a role alone makes main") {
  CHECK(main_words(started("[role.a]\ncommand = [\"x\"]\n", {"a"})) == Words{"x"});
}

TEST_CASE("what the words take the place of may lack what it likes") {
  const std::string toml =
      "[main]\ncommand = [\"app\", \"${NOPE}\"]\nready = { wait = \"tcp://${NOPE}:1\" }\nstdout = "
      "\"/${NOPE}\"\n";
  CommandLine shell;
  shell.words = {"sh", "-c", "true"};
  CHECK(messages(load_text(toml, {"PATH=/usr/bin"}, shell)).empty());
  const std::string command = "[main]\ncommand = [\"app\", \"${NOPE}\"]\n";
  CommandLine other;
  other.words = {"app", "serve"};
  CHECK(messages(load_text(command, {"PATH=/usr/bin"}, other)).find("NOPE") == std::string::npos);
  CommandLine flag;
  flag.words = {"--flag"};
  CHECK(messages(load_text(command, {"PATH=/usr/bin"}, flag)).find("NOPE is not set") != std::string::npos);
  // The user and the environment stay.
  CHECK(messages(load_text("[main]\ncommand = [\"app\"]\nuser = \"${NOPE}\"\n", {"PATH=/usr/bin"}, shell))
            .find("NOPE is not set") != std::string::npos);
}
