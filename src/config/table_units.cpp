// Keys of hooks, main and services.
#include <array>

#include "config/table_command.hpp"
#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr Key wait_key = texts_key("wait", "One URL or several; all must answer.", Form::url);
constexpr Key interval_key = duration_key("interval",
                                          "A fixed pause between two attempts of a wait; without it the "
                                          "pause grows.");
constexpr Key fail_fast_key = flag_key("fail_fast",
                                       "Give up at once on what waiting cannot cure, such as a refused "
                                       "password.");

constexpr Key descriptor_key() {
  return integer_key("fd", 3, 15, "The program writes a newline to this descriptor.");
}
constexpr std::array ready_keys{
    wait_key,
    choice_key("notify", "systemd", "The program says so by sd_notify(3)."),
    descriptor_key(),
    pattern_key("log", "A line of its output matches this POSIX extended regular expression. Not expanded."),
    duration_key("delay", "It has run for this long."),
    duration_key("timeout",
                 "It has to be ready within this; otherwise the start has failed. \"0s\" is no limit."),
    positive_duration_key(
        "watchdog",
        "With notify: it counts as dead when it has not said WATCHDOG=1 for so long, and is restarted."),
    interval_key,
    fail_fast_key,
};
constexpr std::array ready_rules{
    Rule{Rule::Kind::exactly_one, "wait notify fd log delay"},
    Rule{Rule::Kind::only_with, "watchdog", "notify"},
    Rule{Rule::Kind::only_with, "interval fail_fast", "wait"},
};
constexpr Table ready_table{
    "ready",    "When a program counts as ready: exactly one of wait, notify, fd, log and delay.",
    ready_keys, {},
    nullptr,    Form::any,
    ready_rules};

constexpr std::string_view action_summary = "What is done then; stop ends the container.";
constexpr Key live_interval = positive_duration_key("interval", "The pause between two probes.", "\"10s\"");
constexpr Key live_timeout = positive_duration_key("timeout", "The limit of one probe.", "\"5s\"");
constexpr Key live_start =
    duration_key("start_period", "Failures before this has passed do not count.", "\"0s\"");
constexpr Key live_failures = integer_key("failures", 1, 1000, "How many in a row make it dead.", "3");
constexpr std::array service_live_keys{
    wait_key,   live_interval, live_timeout,
    live_start, live_failures, choice_key("action", "restart stop log", action_summary, "\"restart\"")};
constexpr std::array main_live_keys{
    wait_key,   live_interval, live_timeout,
    live_start, live_failures, choice_key("action", "stop log", action_summary, "\"stop\"")};
constexpr std::string_view live_summary = "A probe that is repeated while the program runs.";
constexpr std::array live_rules{Rule{Rule::Kind::required, "wait"}};
constexpr Table service_live_table{"live",  live_summary, service_live_keys, {},
                                   nullptr, Form::any,    live_rules};
constexpr Table main_live_table{"live", live_summary, main_live_keys, {}, nullptr, Form::any, live_rules};

constexpr std::array step_keys{
    text_key("signal", "The signal that is sent.", {}, Form::signal),
    duration_key("wait", "How long the program may take after it; what is left of grace unless given."),
};
constexpr std::array step_rules{Rule{Rule::Kind::required, "signal"}};
constexpr Table step_table{
    "stop",    "One step of a stop sequence. SIGKILL follows by itself after the last.",
    step_keys, {},
    nullptr,   Form::any,
    step_rules};

constexpr Key ready_key =
    table_key("ready", ready_table, "When it counts as ready; without it, as soon as it runs.");
constexpr Key stop_key = tables_key("stop", step_table,
                                    "The stop sequence. Without it: stop_signal, what is left of "
                                    "grace, SIGKILL.");
constexpr Key stop_signal_key =
    text_key("stop_signal", "The signal that asks the program to stop.", "\"SIGTERM\"", Form::signal);
constexpr Key stop_to_key =
    choice_key("stop_to", "main group", "Who gets it: the program alone, or its process group.", "\"main\"");

constexpr Key stop_command_key =
    program_key("stop_command",
                "Run this to stop the program, instead of a first signal; SIGTERM "
                "follows when it fails, SIGKILL when it is in vain.");
constexpr Key roles_key = texts_key("roles", "Only in these roles; [main] without a role is main.");
constexpr Key bind_key = flag_key("bind", "Restarted together with each service that it comes after.");

constexpr std::array hook_keys{
    text_key("name", "What after and the log call it; hook-1, hook-2 and so on unless given.", {},
             Form::name),
    choice_key(
        "stage", "start ready stop end",
        "start: before main. ready: after main is ready. stop: before main is asked to stop. end: after "
        "everything has ended.",
        "\"start\""),
    texts_key("wait", "One URL or several that must answer, instead of a command.", Form::url),
    tables_key("files", files_table,
               "Directories, owners, links, stale files, first copies and access checks, instead of a "
               "command; done one "
               "after the other as the hook's user."),
    tables_key("templates", templates_table,
               "Files that are filled in from the environment, instead of a command; done as files are."),
    tables_key(
        "settings", settings_table,
        "Keys of configuration files that are set, added to and removed, instead of a command; done as files "
        "are."),
    tables_key("secrets", secrets_table,
               "Files that hold a secret of the environment or a random one, instead of a command; done as "
               "files are."),
    text_key("directory",
             "Run the files of this directory in the order of their names, instead of a command, each as "
             "handlers says. "
             "A directory that does not exist is an empty one.",
             {}, Form::path),
    table_key("handlers", handlers_table, "With directory: what is done with which files."),
    flag_key("required", "With directory: it is an error when the directory does not exist."),
    choice_key("sort", "name version", "With directory: byte by byte, or with numbers in names as numbers.",
               "\"name\""),
    text_key("history",
             "With directory: each file is run once; this file says which were. It belongs on a volume.", {},
             Form::path),
    choice_key("on_changed", "fail warn",
               "With history: what happens when a file is not the one any more that was run.", "\"fail\""),
    text_key("capture",
             "With run or script: what it writes to its standard output is the value of this variable for "
             "all that starts "
             "after it.",
             {}, Form::variable),
    list_key("exports",
             "With directory, run or script: variables that it may set for all that starts after it, names "
             "or patterns such "
             "as \"APP_*\". Those of a directory come from its files of variables; a program writes "
             "NAME=value and a NUL to "
             "descriptor 3."),
    list_key("after", "Exactly these hooks and services instead of the hook before it; [] starts at once."),
    text_key("once", "The hook belongs to [once.NAME] and is done once per volume.", {}, Form::name),
    choice_key("on_upgrade", "skip run only",
               "With once, when the version is a new one: skip leaves the hook out, run runs it as the first "
               "time, only "
               "runs it at upgrades and not the first time.",
               "\"skip\""),
    interval_key,
    fail_fast_key,
    positive_duration_key(
        "every", "Run it again and again while main is ready, so far apart; it never overlaps itself."),
    text_key("cron",
             "Run it by the clock while main is ready: five fields as in crontab(5), in the time zone of TZ.",
             {}, Form::cron),
    duration_key("jitter", "With every or cron: up to so much later, at random.", "\"0s\""),
    command_key::options_from,
    integer_key("retries", 0, 1'000'000, "Attempts after the first.", "0"),
    duration_key("backoff", "The pause before the second attempt; it doubles from one to the next.",
                 "\"1s\""),
    duration_key("backoff_max", "The longest such pause.", "\"30s\""),
    choice_key("on_failure", "stop warn", "stop gives the start up with the hook's exit code; warn goes on.",
               "\"stop\""),
    roles_key,
    texts_key("unless_exists", "Skip the hook when one of these paths exists.", Form::path),
    texts_key("if_exists", "Skip the hook unless all of these paths exist.", Form::path),
    texts_key("if_mounted", "Skip the hook unless something is mounted on each of these paths.", Form::path),
    texts_key("unless_mounted", "Skip the hook when something is mounted on one of these paths.", Form::path),
    texts_key(
        "if_writable",
        "Skip the hook unless jeden, whatever the hook's user is, could write to each of these paths; on a "
        "read-only file system nobody can.",
        Form::path),
    texts_key("unless_writable", "Skip the hook when jeden could write to one of these paths.", Form::path),
    texts_key("if_fact",
              "\"NAME\": skip the hook unless the fact is known and not false; \"NAME=value\": unless it is "
              "exactly that."),
    texts_key("unless_fact", "Skip the hook when one of these holds, written as in if_fact."),
    texts_key(
        "if_env",
        "\"NAME\": skip the hook unless it is set and not empty; \"NAME=value\": unless it is exactly that."),
    texts_key("unless_env", "Skip the hook when one of these holds, written as in if_env."),
    texts_key("if_command",
              "Skip the hook unless this command succeeds. A string is split at blanks. When no process can "
              "be had for it, the hook has failed to start."),
};

constexpr std::array hook_rules{
    Rule{Rule::Kind::exactly_one, "command run script wait files templates settings secrets directory"},
    Rule{Rule::Kind::only_with, "interval fail_fast", "wait"},
    Rule{Rule::Kind::only_with, "handlers required sort history", "directory"},
    Rule{Rule::Kind::only_with, "on_changed", "history"},
    Rule{Rule::Kind::only_with, "capture options_from descriptors", "command run script"},
    Rule{Rule::Kind::only_with, "exports", "directory command run script"},
    Rule{Rule::Kind::only_with, "on_upgrade", "once"},
    Rule{Rule::Kind::only_with, "jitter", "every cron"},
    Rule{Rule::Kind::at_most_one, "every cron"},
    Rule{Rule::Kind::never_with, "capture", "stdout log exports"},
    Rule{Rule::Kind::never_with, "stdin", "files templates settings secrets directory"},
};

constexpr std::array main_keys{
    command_key::foreign_command,
    command_key::append_words,
    command_key::append_unknown,
    command_key::default_flags,
    command_key::options_from,
    command_key::wrapper,
    command_key::no_setup(),
    command_key::role,
    stop_key,
    stop_signal_key,
    stop_to_key,
    stop_command_key,
    bind_key,
    choice_key("forward_to", "main group", "Who gets a signal that is forwarded.", "\"main\""),
    choice_key("mode", "supervise exec",
               "exec: after the hooks jeden replaces itself with the program, which then is PID 1.",
               "\"supervise\""),
    ready_key,
    table_key("live", main_live_table, live_summary),
    list_key("after", "Exactly these hooks and services instead of every start hook and every service."),
};

constexpr std::array service_keys{
    ready_key,
    table_key("live", service_live_table, live_summary),
    choice_key("restart", "never on_failure always", "When it is started again after its end.", "\"never\""),
    duration_key("backoff",
                 "The pause before the first restart; it doubles from one to the next, and is up to a fifth "
                 "longer at random.",
                 "\"500ms\""),
    duration_key("backoff_max", "The longest such pause.", "\"30s\""),
    integer_key("restart_limit", 0, 1000,
                "Restarts within restart_window; one more ends the container. 0: no limit.", "5"),
    positive_duration_key("restart_window", "See restart_limit.", "\"1m\""),
    roles_key,
    flag_key("essential", "Its end ends the container, with its code."),
    list_key("after", "The hooks and services that it waits for; a service counts when it is ready."),
    list_key(
        "like_main",
        "Instead of a command: main's, as the container's words have made it, with these words behind; for "
        "a temporary server that reads main's configuration."),
    text_key(
        "until",
        "A hook: the service is temporary, is stopped when that hook has succeeded, and is gone before main "
        "starts."),
    bind_key,
    stop_key,
    stop_signal_key,
    stop_to_key,
    stop_command_key,
};
constexpr std::array service_rules{
    Rule{Rule::Kind::exactly_one, "command run script like_main"},
    Rule{Rule::Kind::never_with, "stop stop_command", "stop_signal"},
    Rule{Rule::Kind::never_with, "stop", "stop_command"},
};
constexpr std::array main_rules{
    Rule{Rule::Kind::at_most_one, "command run script"},
    Rule{Rule::Kind::never_with, "stop stop_command", "stop_signal"},
    Rule{Rule::Kind::never_with, "stop", "stop_command"},
};
constexpr Table service_table{
    "[service.NAME]", "A program beside main.", service_keys, process_keys, nullptr, Form::any,
    service_rules};
constexpr Table role_table{"[role.NAME]", "What main is in this role; each key replaces that of [main].",
                           main_keys,     process_keys,
                           nullptr,       Form::any,
                           main_rules};
constexpr Key role_key = table_key("NAME", role_table, "What main is in this role.");
constexpr Key service_key = table_key("NAME", service_table, "A program beside main.");

}  // namespace

constinit const Table hook_table{"[[hook]]", "The steps around the main program, one after the other.",
                                 hook_keys,  process_keys,
                                 nullptr,    Form::any,
                                 hook_rules};
constinit const Table main_table{"[main]",  "The main program: its end is the end of the container.",
                                 main_keys, process_keys,
                                 nullptr,   Form::any,
                                 main_rules};
constinit const Table roles_table{
    "[role]",
    "What main is when the first of the container's words is the name of a role. The "
    "other words are appended to "
    "its command. A role without a command has that of [main] and keeps its name as an "
    "argument. Tables, such as env, are "
    "merged; every other key replaces that of [main].",
    {},
    {},
    &role_key,
    Form::name};
constinit const Table services_table{"[service]", "Any number of programs beside main.", {}, {}, &service_key,
                                     Form::name};

}  // namespace jeden::config
