#include "config/table.hpp"

#include <array>

namespace jeden::config {
namespace {

using namespace accepts;  // the words of the table below read like the reference page

constexpr unsigned words = accepts::list;
constexpr unsigned one_or_more = accepts::text | accepts::list;

constexpr std::array init_keys{
    Key{"grace", text, Form::duration,
        "The whole shutdown fits into this; keep it below what the platform gives "
        "(docker stop -t, terminationGracePeriodSeconds).",
        "\"10s\""},
    Key{"log_level", text, Form::choice, "How much jeden says about what it does.", "\"info\"",
        "error warn info debug trace"},
    Key{"log_format", text, Form::choice, "auto is text on a terminal and logfmt otherwise.", "\"auto\"",
        "auto text logfmt json"},
    Key{"control", text, Form::any,
        "The socket that `jeden status` and the like talk to; \"\" switches it off.", "\"/run/jeden.sock\""},
    Key{"termination_log", text, Form::any,
        "If this file exists and the end was a failure, one line in it says why; "
        "\"\" switches it off.",
        "\"/dev/termination-log\""},
};
constexpr Table init_table{"[init]", "Settings of jeden itself.", init_keys};

constexpr std::array locale_keys{
    Key{"lang", text, Form::any, "The locale, checked against what the image has and exported as LANG.", ""},
    Key{"lc_all", text | boolean, Form::any,
        "Exported as LC_ALL, which overrides every other locale variable: a "
        "locale, or true for the same one as lang.",
        "false"},
    Key{"fallback", text, Form::any,
        "Used, with a warning, when the image lacks lang; without it that is an error.", ""},
    Key{"generate", boolean, Form::any, "When the image lacks lang, run localedef as the very first hook.",
        "false"},
    Key{"timezone", text, Form::any,
        "A name of the zone database, or a POSIX rule such as CET-1CEST; checked and "
        "exported as TZ.",
        ""},
};
constexpr Table locale_table{"[locale]", "Language and time zone of every program.", locale_keys};

constexpr std::array variable_keys{
    Key{"default", text, Form::any, "The value when the container does not set the variable.", ""},
    Key{"value", text, Form::any, "The value, whatever the container sets.", ""},
    Key{"required", boolean, Form::any, "The variable has to be set; set but empty counts as set.", "false"},
    Key{"one_of", accepts::list, Form::any, "The values that are allowed.", ""},
    Key{"pattern",
        text,
        Form::pattern,
        "A POSIX extended regular expression that the whole value has to match.",
        "",
        {},
        nullptr,
        0,
        0,
        Expansion::keep},
    Key{"prepend", one_or_more, Form::any, "Put in front of what is set, joined by the separator.", ""},
    Key{"append", one_or_more, Form::any, "Put after what is set, joined by the separator.", ""},
    Key{"separator", text, Form::any, "Joins prepend, the value and append.", "\":\""},
    Key{"unset", boolean, Form::any, "Removes the variable.", "false"},
    Key{"from_file", boolean, Form::any,
        "When NAME_FILE is set, the value is what that file holds, less one newline "
        "at its end; NAME_FILE is then removed. Setting both is an error.",
        "false"},
};
constexpr Table variable_table{"[env] NAME", "What is done to one variable.", variable_keys};
constexpr Key variable_key{"NAME",
                           text | table,
                           Form::variable,
                           "A string is the default: it is set unless the container sets the variable.",
                           "",
                           {},
                           &variable_table};
constexpr Table env_table{"[env]",
                          "The environment of every program. What is not named here passes untouched.",
                          {},
                          {},
                          &variable_key};

constexpr Key program_variable_key{"NAME", text, Form::variable,
                                   "The value of the variable, for this program only.", ""};
constexpr Table program_env_table{"env", "Variables of this program only.", {}, {}, &program_variable_key};

constexpr std::array soft_hard_keys{
    Key{"soft", text | integer, Form::limit, "The limit that applies.", "", {}, nullptr, 0, INT64_MAX},
    Key{"hard",
        text | integer,
        Form::limit,
        "The limit up to which the program may raise it.",
        "",
        {},
        nullptr,
        0,
        INT64_MAX},
};
constexpr Table soft_hard_table{
    "limits NAME", "The two values of one limit; one that is left out is like the other.", soft_hard_keys};
constexpr Key limit_of(std::string_view name, std::string_view summary) {
  return {name, text | integer | table, Form::limit, summary, "", {}, &soft_hard_table, 0, INT64_MAX};
}
constexpr std::array limit_keys{
    limit_of("as", "Address space, in bytes."),
    limit_of("core", "Size of a core dump, in bytes."),
    limit_of("cpu", "Processor time, in seconds."),
    limit_of("data", "Data segment, in bytes."),
    limit_of("fsize", "Size of a file, in bytes."),
    limit_of("locks", "File locks."),
    limit_of("memlock", "Locked memory, in bytes."),
    limit_of("msgqueue", "POSIX message queues, in bytes."),
    limit_of("nice", "Ceiling of the nice value, as 20 - nice."),
    limit_of("nofile", "Open files."),
    limit_of("nproc", "Processes of the user."),
    limit_of("rss", "Resident set, in bytes; ignored by Linux."),
    limit_of("rtprio", "Real-time priority."),
    limit_of("rttime", "Real-time processor time without a system call, in microseconds."),
    limit_of("sigpending", "Queued signals."),
    limit_of("stack", "Stack, in bytes."),
};
constexpr Table limits_table{"limits",
                             "Resource limits (setrlimit(2)): a number, a size such as \"64MiB\", or "
                             "\"unlimited\"; a table for soft and hard apart.",
                             limit_keys};

constexpr std::array shared_keys{
    Key{"command", words, Form::any, "The program and its arguments, one string each; no shell.", ""},
    Key{"run", words, Form::any, "Another name of command.", ""},
    Key{"script",
        text,
        Form::any,
        "Text for /bin/sh -c, instead of command. The shell expands it, jeden does not.",
        "",
        {},
        nullptr,
        0,
        0,
        Expansion::keep},
    Key{"env", table, Form::any, "Variables of this program only.", "", {}, &program_env_table},
    Key{"user",
        text | integer,
        Form::any,
        "A name or number, or both halves of \"user:group\". Groups, HOME, USER "
        "and LOGNAME follow. With a group other than the user's primary one, that group is the only one.",
        "",
        {},
        nullptr,
        0,
        4'294'967'294},
    Key{"groups",
        accepts::list | integer,
        Form::any,
        "Further supplementary groups, names or numbers.",
        "",
        {},
        nullptr,
        0,
        4'294'967'294},
    Key{"working_directory", text, Form::path, "Where the program starts.", ""},
    Key{"umask", text, Form::mode, "The file mode creation mask.", ""},
    Key{"limits", table, Form::any, "Resource limits.", "", {}, &limits_table},
    Key{"nice", integer, Form::any, "The nice value.", "", {}, nullptr, -20, 19},
    Key{"oom_score_adjust",
        integer,
        Form::any,
        "How readily the kernel kills the program when memory is short.",
        "",
        {},
        nullptr,
        -1000,
        1000},
    Key{"no_new_privileges", boolean, Form::any, "No set-user-id program gains anything any more.", "false"},
    Key{"capabilities", accepts::list, Form::any,
        "The capabilities to keep, with or without CAP_; all others go.", ""},
    Key{"stdin", text, Form::any, "inherit, null or a path. main inherits, everything else gets null.", ""},
    Key{"stdout", text, Form::any,
        "inherit, null or a path, which is opened for append and reopened on rotation.", "\"inherit\""},
    Key{"stderr", text, Form::any, "As stdout, or \"stdout\" to join it.", "\"inherit\""},
    Key{"timeout", text, Form::duration,
        "Hooks: the limit of one attempt; a wait's is 60s unless given. Programs: "
        "the limit of the whole run.",
        ""},
};

constexpr Key wait_key{"wait", one_or_more, Form::url, "One URL or several; all must answer.", ""};
constexpr Key interval_key{"interval", text, Form::duration, "The pause between two attempts of a wait.", ""};
constexpr Key fail_fast_key{"fail_fast", boolean, Form::any,
                            "Give up at once on what waiting cannot cure, such as a "
                            "refused password.",
                            "false"};
constexpr Key after_of(std::string_view summary) {
  return {"after", accepts::list, Form::any, summary, ""};
}

constexpr std::array ready_keys{
    wait_key,
    Key{"notify", text, Form::choice, "The program says so by sd_notify(3).", "", "systemd"},
    Key{"fd",
        integer,
        Form::any,
        "The program writes a newline to this descriptor.",
        "",
        {},
        nullptr,
        3,
        1023},
    Key{"log",
        text,
        Form::pattern,
        "A line of its output matches this POSIX extended regular expression.",
        "",
        {},
        nullptr,
        0,
        0,
        Expansion::keep},
    Key{"delay", text, Form::duration, "It has run for this long.", ""},
    Key{"timeout", text, Form::duration, "It has to be ready within this; otherwise the start has failed.",
        ""},
    interval_key,
    fail_fast_key,
};
constexpr Table ready_table{
    "ready", "When a program counts as ready: exactly one of wait, notify, fd, log and delay.", ready_keys};

constexpr Key live_action(std::string_view choices, std::string_view initial) {
  return {"action", text, Form::choice, "What is done then; stop ends the container.", initial, choices};
}
#define JEDEN_LIVE_KEYS                                                                                     \
  wait_key, Key{"interval", text, Form::duration, "The pause between two probes.", "\"10s\""},              \
      Key{"timeout", text, Form::duration, "The limit of one probe.", "\"5s\""},                            \
      Key{"start_period", text, Form::duration, "Failures before this has passed do not count.", "\"0s\""}, \
      Key {                                                                                                 \
    "failures", integer, Form::any, "How many in a row make it dead.", "3", {}, nullptr, 1, 1000            \
  }
constexpr std::array service_live_keys{JEDEN_LIVE_KEYS, live_action("restart stop log", "\"restart\"")};
constexpr std::array main_live_keys{JEDEN_LIVE_KEYS, live_action("stop log", "\"stop\"")};
#undef JEDEN_LIVE_KEYS
constexpr Table service_live_table{"live", "A probe that is repeated while the program runs.",
                                   service_live_keys};
constexpr Table main_live_table{"live", "A probe that is repeated while the program runs.", main_live_keys};

constexpr std::array step_keys{
    Key{"signal", text, Form::signal, "The signal that is sent.", ""},
    Key{"wait", text, Form::duration,
        "How long the program may take after it; the last step's is what is left of "
        "grace unless given.",
        ""},
};
constexpr Table step_table{"stop", "One step of a stop sequence. SIGKILL follows by itself after the last.",
                           step_keys};

constexpr Key stop_key{"stop",
                       tables,
                       Form::any,
                       "The stop sequence. Without it: stop_signal, what is left of grace, "
                       "SIGKILL.",
                       "",
                       {},
                       &step_table};
constexpr Key stop_signal_key{"stop_signal", text, Form::signal, "The signal that asks the program to stop.",
                              "\"SIGTERM\""};
constexpr Key stop_to_key{"stop_to",    text,
                          Form::choice, "Who gets it: the program alone, or its process group.",
                          "\"main\"",   "main group"};

constexpr std::array hook_keys{
    Key{"name", text, Form::name, "What after and the log call it; hook-1, hook-2 and so on unless given.",
        ""},
    Key{"stage", text, Form::choice,
        "start: before main. ready: after main is ready. stop: before main is asked to "
        "stop. end: after everything has ended.",
        "\"start\"", "start ready stop end"},
    Key{"wait", one_or_more, Form::url, "One URL or several that must answer, instead of a command.", ""},
    after_of("Exactly these hooks and services instead of the hook before it; [] starts at once."),
    interval_key,
    fail_fast_key,
    Key{"retries", integer, Form::any, "Attempts after the first.", "0", {}, nullptr, 0, 1'000'000},
    Key{"backoff", text, Form::duration,
        "The pause before the second attempt; it doubles from one to the next.", "\"1s\""},
    Key{"backoff_max", text, Form::duration, "The longest such pause.", "\"30s\""},
    Key{"on_failure", text, Form::choice, "stop gives the start up with the hook's exit code; warn goes on.",
        "\"stop\"", "stop warn"},
    Key{"unless_exists", one_or_more, Form::path, "Skip the hook when one of these paths exists.", ""},
    Key{"if_exists", one_or_more, Form::path, "Skip the hook unless all of these paths exist.", ""},
    Key{"if_env", one_or_more, Form::any,
        "\"NAME\": skip the hook unless it is set and not empty; \"NAME=value\": "
        "unless it is exactly that.",
        ""},
    Key{"unless_env", one_or_more, Form::any, "The contrary of if_env.", ""},
    Key{"if_command", one_or_more, Form::any,
        "Skip the hook unless this command succeeds. A string is split at "
        "blanks.",
        ""},
};
constexpr Table hook_table{"[[hook]]", "The steps around the main program, one after the other.", hook_keys,
                           shared_keys};

constexpr std::array main_keys{
    Key{"foreign_command", text, Form::choice,
        "What happens when the container is started with another program: "
        "bypass skips hooks, waits and services, prepare runs them, refuse is an error.",
        "\"bypass\"", "bypass prepare refuse"},
    stop_key,
    stop_signal_key,
    stop_to_key,
    Key{"forward_to", text, Form::choice, "Who gets a signal that is forwarded.", "\"main\"", "main group"},
    Key{"mode", text, Form::choice,
        "exec: after the hooks jeden replaces itself with the program, which then is "
        "PID 1.",
        "\"supervise\"", "supervise exec"},
    Key{"ready",
        table,
        Form::any,
        "When it counts as ready; without it, as soon as it runs.",
        "",
        {},
        &ready_table},
    Key{"live", table, Form::any, "A probe that is repeated while it runs.", "", {}, &main_live_table},
    after_of("Exactly these hooks and services instead of every start hook and every service."),
};
constexpr Table main_table{"[main]", "The main program: its end is the end of the container.", main_keys,
                           shared_keys};

constexpr std::array service_keys{
    Key{"ready",
        table,
        Form::any,
        "When it counts as ready; without it, as soon as it runs.",
        "",
        {},
        &ready_table},
    Key{"live", table, Form::any, "A probe that is repeated while it runs.", "", {}, &service_live_table},
    Key{"restart", text, Form::choice, "When it is started again after its end.", "\"never\"",
        "never on_failure always"},
    Key{"backoff", text, Form::duration,
        "The pause before the first restart; it doubles from one to the next.", "\"500ms\""},
    Key{"backoff_max", text, Form::duration, "The longest such pause.", "\"30s\""},
    Key{"restart_limit",
        integer,
        Form::any,
        "Restarts within restart_window; one more ends the container. 0: no "
        "limit.",
        "5",
        {},
        nullptr,
        0,
        1'000'000},
    Key{"restart_window", text, Form::duration, "See restart_limit.", "\"1m\""},
    Key{"essential", boolean, Form::any, "Its end ends the container, with its code.", "false"},
    after_of("The hooks and services that it waits for; a service counts when it is ready."),
    stop_key,
    stop_signal_key,
    stop_to_key,
};
constexpr Table service_table{"[service.NAME]", "A program beside main.", service_keys, shared_keys};
constexpr Key service_key{"NAME", table, Form::name, "A program beside main.", "", {}, &service_table};
constexpr Table services_table{"[service]", "Any number of programs beside main.", {}, {}, &service_key};

constexpr Key signal_key{"SIGNAL",
                         text,
                         Form::rule,
                         "stop, forward, ignore, reload, or the name of the signal that "
                         "main gets instead.",
                         "",
                         "stop forward ignore reload"};
constexpr Table signals_table{"signals",
                              "What a signal to the container means. TERM, INT, QUIT, PWR, RTMIN+3 and "
                              "main's stop_signal ask for a stop, every other one is forwarded.",
                              {},
                              {},
                              &signal_key};
constexpr std::array shutdown_keys{
    Key{"drain", text, Form::duration, "Between \"not ready any more\" and the first stop signal.", "\"0s\""},
    Key{"stray_grace", text, Form::duration,
        "Between TERM and KILL of processes that are left when main has ended.", "\"2s\""},
    Key{"signals", table, Form::any, "What a signal to the container means.", "", {}, &signals_table},
};
constexpr Table shutdown_table{"[shutdown]", "How the container ends.", shutdown_keys};

constexpr std::array root_keys{
    Key{"init", table, Form::any, "Settings of jeden itself.", "", {}, &init_table},
    Key{"locale", table, Form::any, "Language and time zone.", "", {}, &locale_table},
    Key{"env", table, Form::any, "The environment of every program.", "", {}, &env_table},
    Key{"hook", tables, Form::any, "The steps around the main program.", "", {}, &hook_table},
    Key{"main", table, Form::any, "The main program.", "", {}, &main_table},
    Key{"service", table, Form::any, "Programs beside main.", "", {}, &services_table},
    Key{"shutdown", table, Form::any, "How the container ends.", "", {}, &shutdown_table},
};
constexpr Table whole_file{"init.toml", "What jeden does.", root_keys};

}  // namespace

const Table& root_table() {
  return whole_file;
}

const Key* Table::find(std::string_view key) const {
  for (const auto& span : {keys, shared})
    for (const Key& candidate : span)
      if (candidate.name == key) return &candidate;
  return any;
}

}  // namespace jeden::config
