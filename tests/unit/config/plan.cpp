// What arrives in the plan.
#include <sys/resource.h>

#include <csignal>

#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;
using namespace jeden;
using core::Stream;
using Words = std::vector<std::string>;

TEST_CASE("the main program with its settings") {
  const core::Plan plan = plan_of(load_text(R"([main]
command = ["gunicorn", "-b", "${BIND:-0.0.0.0:80}"]
env = { A = "1", HOME = "/elsewhere" }
user = "app"
groups = ["root", 7]
working_directory = "/srv"
umask = "0027"
limits = { nofile = 1024, core = "unlimited", memlock = "64MiB", nproc = { soft = 10, hard = 20 } }
nice = 5
oom_score_adjust = -100
no_new_privileges = true
capabilities = ["CAP_CHOWN", "net_bind_service"]
stdout = "/var/log/out"
stderr = "stdout"
)"));
  const core::Program& main = plan.units[plan.main].program;
  CHECK(main.words == Words{"gunicorn", "-b", "0.0.0.0:80"});
  REQUIRE(main.settings.identity);
  CHECK(main.settings.identity->uid == 1000);
  CHECK(main.settings.identity->gid == 1001);
  CHECK(main.settings.identity->groups == std::vector<gid_t>{1001, 50, 0, 7});
  CHECK(value(main, "HOME") == "/elsewhere");
  CHECK(value(main, "USER") == "app");
  CHECK(value(main, "LOGNAME") == "app");
  CHECK(value(main, "A") == "1");
  CHECK(main.settings.working_directory == "/srv");
  CHECK(main.settings.umask == mode_t{0027});
  REQUIRE(main.settings.limits.size() == 4);
  CHECK(main.settings.limits[0].resource == RLIMIT_NOFILE);
  CHECK(main.settings.limits[0].hard == 1024);
  CHECK(main.settings.limits[1].soft == RLIM_INFINITY);
  CHECK(main.settings.limits[2].soft == 64U << 20U);
  CHECK(main.settings.limits[3].soft == 10);
  CHECK(main.settings.limits[3].hard == 20);
  CHECK(main.settings.nice == 5);
  CHECK(main.settings.oom_score_adjust == -100);
  CHECK(main.settings.no_new_privileges);
  CHECK(main.settings.capabilities.keep == ((1U << 0U) | (1U << 10U)));
  CHECK(main.standard_input.to == Stream::To::inherit);
  CHECK(main.standard_output.path == "/var/log/out");
  CHECK(main.standard_error.to == Stream::To::output);
}

TEST_CASE("user by numbers, and what the environment says about it") {
  const core::Plan plan = plan_of(load_text("[main]\ncommand = [\"x\"]\nuser = 4711\n"));
  CHECK(plan.units[0].program.settings.identity->uid == 4711);
  CHECK(value(plan.units[0].program, "HOME") == "/");
  const core::Plan fixed =
      plan_of(load_text("[env]\nHOME = { value = \"/data\" }\n[main]\ncommand = [\"x\"]\nuser = \"app\"\n"));
  CHECK(value(fixed.units[0].program, "HOME") == "/data");
}

TEST_CASE("a script is the shell's business") {
  const core::Plan plan = plan_of(load_text("[main]\nscript = 'echo ${NOT_OURS} $$'\n"));
  CHECK(plan.units[0].program.words == Words{"/bin/sh", "-c", "echo ${NOT_OURS} $$"});
}

TEST_CASE("a wait is a child of the own binary that reads its URLs from standard input") {
  const core::Plan plan = plan_of(load_text(R"([[hook]]
name = "db"
wait = ["postgres://app:secret@${HOST}:5432", "tcp://cache:1"]
interval = "1s"
fail_fast = true
[[hook]]
wait = "tcp://x:1"
timeout = "5m"
[main]
command = ["x"]
)",
                                            {"HOST=pg"}));
  const core::Unit& wait = unit(plan, "db");
  CHECK(wait.is_wait);
  CHECK(wait.program.own_binary);
  CHECK(wait.program.words == Words{"jeden", "wait", "--stdin", "--unit", "db", "--timeout", "1m",
                                    "--interval", "1s", "--fail-fast"});
  CHECK(wait.program.input == "postgres://app:secret@pg:5432\ntcp://cache:1\n");
  CHECK(wait.timeout == base::Millis{60'500});
  CHECK(unit(plan, "hook-2").timeout == base::Millis{300'500});
}

TEST_CASE("hooks have stages, attempts and conditions") {
  const core::Plan plan = plan_of(load_text(R"([[hook]]
run = ["a"]
stage = "stop"
timeout = "2s"
retries = 3
backoff = "100ms"
backoff_max = "1s"
on_failure = "warn"
unless_exists = ["/a", "/b"]
if_exists = "/c"
if_command = "test -d /d"
[[hook]]
name = "skipped"
run = ["b"]
if_env = ["SET", "SET=other"]
[[hook]]
name = "kept"
run = ["b"]
if_env = "SET=1"
unless_env = ["EMPTY", "NONE", "SET=2"]
[main]
command = ["x"]
)",
                                            {"SET=1", "EMPTY="}));
  const core::Unit& hook = unit(plan, "hook-1");
  CHECK(hook.stage == core::Stage::stop);
  CHECK(hook.timeout == base::Millis{2000});
  CHECK(hook.retries == 3);
  CHECK(hook.backoff == base::Millis{100});
  CHECK(hook.on_failure == core::OnFailure::warn);
  REQUIRE(hook.file_conditions.size() == 3);
  CHECK(hook.file_conditions[0].must_hold);
  CHECK(hook.file_conditions[2].path == "/b");
  CHECK_FALSE(hook.file_conditions[2].must_hold);
  REQUIRE(hook.condition);
  CHECK(hook.condition->words == Words{"test", "-d", "/d"});
  CHECK(hook.program.standard_input.to == Stream::To::null);
  CHECK(unit(plan, "skipped").skip);
  CHECK_FALSE(unit(plan, "kept").skip);
}

TEST_CASE("every restart within the limit is remembered, so that the limit has one") {
  const auto limited = [](std::string_view limit) {
    return load_text("[service.a]\ncommand = [\"x\"]\nrestart_limit = " + std::string{limit} +
                     "\n[main]\ncommand = [\"x\"]\n");
  };
  CHECK(unit(plan_of(limited("1000")), "a").restart.limit == 1000);
  CHECK(messages(limited("1000000")) == "3:17: error: restart_limit = 1000000 is out of range\n");
}

TEST_CASE("services, readiness, liveness") {
  const core::Plan plan = plan_of(load_text(R"([service.cache]
command = ["redis-server"]
ready = { wait = "redis://127.0.0.1", timeout = "10s" }
live = { wait = "tcp://127.0.0.1:6379", interval = "3s", failures = 2, action = "log" }
restart = "on_failure"
restart_limit = 9
essential = true
[service.log]
command = ["x"]
ready = { log = "^started$" }
stop_signal = "INT"
stop_to = "group"
[main]
command = ["x"]
ready = { fd = 4 }
)"));
  const core::Unit& cache = unit(plan, "cache");
  CHECK(cache.ready.by == core::ReadyBy::wait);
  CHECK(cache.ready.wait->input == "redis://127.0.0.1\n");
  CHECK(cache.ready.timeout == base::Millis{10'500});
  CHECK(cache.live->interval == base::Millis{3000});
  CHECK(cache.live->failures == 2);
  CHECK(cache.live->action == core::LiveAction::log);
  CHECK(cache.live->probe.words == Words{"jeden", "wait", "--stdin", "--unit", "cache", "--timeout", "5s",
                                         "--once", "--attempt-timeout", "5s"});
  CHECK(cache.restart.when == core::Restart::on_failure);
  CHECK(cache.restart.limit == 9);
  CHECK(cache.essential);
  CHECK(cache.program.standard_input.to == Stream::To::null);
  CHECK(unit(plan, "log").ready.log_pattern == "^started$");
  CHECK(unit(plan, "log").stop[0].signal == SIGINT);
  CHECK(unit(plan, "log").stop_to == core::SignalTarget::group);
  CHECK(unit(plan, "main").ready.descriptor == 4);
}

TEST_CASE("stopping") {
  const core::Plan plan = plan_of(load_text(R"([init]
grace = "20s"
[main]
command = ["x"]
stop = [ { signal = "WINCH", wait = "7s" }, { signal = "KILL" } ]
[shutdown]
drain = "3s"
stray_grace = "1s"
signals = { SIGHUP = "reload", USR1 = "SIGUSR2", SIGINT = "forward", "SIGRTMIN+1" = "ignore" }
)"));
  CHECK(plan.grace == base::Millis{20'000});
  CHECK(plan.drain == base::Millis{3'000});
  CHECK(plan.stray_grace == base::Millis{1'000});
  const auto& stop = plan.units[0].stop;
  REQUIRE(stop.size() == 2);
  CHECK(stop[0].wait == base::Millis{7'000});
  CHECK_FALSE(stop[1].wait);
  CHECK(plan.signals[SIGTERM].action == core::OnSignal::stop);
  CHECK(plan.signals[SIGQUIT].action == core::OnSignal::stop);
  CHECK(plan.signals[SIGPWR].action == core::OnSignal::stop);
  CHECK(plan.signals[37].action == core::OnSignal::stop);
  CHECK(plan.signals[SIGWINCH].action == core::OnSignal::stop);
  CHECK(plan.signals[SIGINT].action == core::OnSignal::forward);
  CHECK(plan.signals[SIGHUP].action == core::OnSignal::reload);
  CHECK(plan.signals[SIGUSR1].action == core::OnSignal::send);
  CHECK(plan.signals[SIGUSR1].send == SIGUSR2);
  CHECK(plan.signals[35].action == core::OnSignal::ignore);
  CHECK(plan.signals[SIGUSR2].action == core::OnSignal::forward);
  CHECK(plan.signals[SIGCHLD].action == core::OnSignal::ignore);
}

TEST_CASE("exec mode refuses what needs a supervisor") {
  const LoadResult result = load_text(R"([main]
command = ["x"]
mode = "exec"
ready = { delay = "1s" }
stop_to = "group"
stdout = "/log"
[service.a]
command = ["a"]
[[hook]]
run = ["a"]
[[hook]]
run = ["a"]
stage = "end"
[shutdown]
drain = "1s"
)");
  CHECK(messages(result) ==
        "4:1: error: ready needs a supervisor, and mode = \"exec\" leaves none\n"
        "5:1: error: stop_to needs a supervisor, and mode = \"exec\" leaves none\n"
        "7:10: error: service a needs a supervisor, and mode = \"exec\" leaves none\n"
        "13:9: error: a hook of stage end needs a supervisor, and mode = \"exec\" leaves none\n"
        "15:1: error: [shutdown] drain needs a supervisor, and mode = \"exec\" leaves none\n");
  CHECK(plan_of(load_text("[main]\ncommand = [\"x\"]\nmode = \"exec\"")).mode == core::Mode::exec);
}

TEST_CASE("the command line has the last word") {
  CommandLine options;
  options.grace = base::Millis{1};
  options.signal_group = true;
  options.log_level = "debug";
  options.exec_mode = true;
  const core::Plan plan =
      plan_of(load_text("[main]\ncommand = [\"x\"]\n[init]\ngrace = \"5s\"", {}, options));
  CHECK(plan.grace == base::Millis{1});
  CHECK(plan.forward_to == core::SignalTarget::group);
  CHECK(plan.log.level == "debug");
  CHECK(plan.mode == core::Mode::exec);
}

TEST_CASE("whoever cannot become another user stays who they are") {
  Surroundings ordinary = surroundings();
  ordinary.changes_user = false;
  const auto load_as_ordinary = [&](std::string_view text) { return load(text, "init.toml", ordinary, {}); };
  const LoadResult kept = load_as_ordinary(
      "[[hook]]\nname = \"h\"\nrun = [\"x\"]\nuser = \"app\"\n[main]\ncommand = [\"x\"]\nuser = 4711\n");
  REQUIRE(kept.plan);
  for (const core::Unit& unit : kept.plan->units) CHECK_FALSE(unit.program.settings.identity);
  CHECK(value(kept.plan->units[0].program, "HOME") == "/root");
  CHECK(kept.plan->warnings.size() == 1);
  CHECK(kept.plan->warnings[0].find("cannot become another user") != std::string::npos);
  // What needs root would not do as anybody.
  const LoadResult root = load_as_ordinary("[main]\ncommand = [\"x\"]\nuser = 0\n");
  REQUIRE(root.plan);
  CHECK(root.plan->units[0].program.settings.identity);
}

TEST_CASE("a thousand hooks and services beside main") {
  std::string text{"[main]\ncommand = [\"true\"]\n"};
  for (int i = 0; i < 1000; ++i) text += "[[hook]]\nrun = [\"true\"]\n";
  CHECK(plan_of(load_text(text)).units.size() == 1001);
  CHECK(messages(load_text(text + "[service.one_more]\ncommand = [\"true\"]\n")) ==
        "2003:10: error: more than 1000 hooks and services\n");
}
