#include "config/table.hpp"

#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr std::array init_keys{
    duration_key("grace",
                 "The whole shutdown fits into this; keep it below what the platform gives (docker stop -t, "
                 "terminationGracePeriodSeconds).",
                 "\"10s\""),
    choice_key("log_level", "error warn info debug trace", "How much jeden says about what it does.",
               "\"info\""),
    choice_key("log_format", "auto text logfmt json", "auto is text on a terminal and logfmt otherwise.",
               "\"auto\""),
    text_key("control", "The socket that `jeden status` and the like talk to; \"\" switches it off.",
             "\"/run/jeden.sock\""),
    text_key("termination_log",
             "If this file exists and the end was a failure, one line in it says why; \"\" switches it off.",
             "\"/dev/termination-log\""),
    text_key("ready_file",
             "Exists exactly while the container is ready: main is, and no stop was asked for."),
    text_key("ready_listen",
             "Where GET /ready (200 or 503) and GET /live are answered: \"127.0.0.1:8086\", \"[::1]:8086\", "
             "\":8086\" for every address, \"unix:/run/ready.sock\".",
             {}, Form::listen),
};
constexpr Table init_table{"[init]", "Settings of jeden itself.", init_keys};

constexpr Key signal_key() {
  Key key = choice_key("SIGNAL", "stop forward ignore reload",
                       "stop, forward, ignore, reload, or the name of the signal that main gets instead.");
  key.form = Form::rule;
  return key;
}
constexpr Key any_signal = signal_key();
constexpr Table signals_table{
    "[shutdown] signals",
    "What a signal to the container means. TERM, INT, QUIT, PWR, RTMIN+3 and main's "
    "stop_signal ask for a stop, every other one is forwarded, unless it is named here.",
    {},
    {},
    &any_signal,
    Form::signal};
constexpr std::array shutdown_keys{
    duration_key("drain", "Between \"not ready any more\" and the first stop signal.", "\"0s\""),
    texts_key("drain_until", "The drain ends early when all of these URLs answer, such as exec:PROGRAM.",
              Form::url),
    duration_key("stray_grace", "Between TERM and KILL of processes that are left when main has ended.",
                 "\"2s\""),
    table_key("signals", signals_table, "What a signal to the container means."),
};
constexpr Table shutdown_table{"[shutdown]", "How the container ends.", shutdown_keys};

constexpr std::array root_keys{
    table_key("init", init_table, "Settings of jeden itself."),
    table_key("locale", locale_table, "Language and time zone."),
    table_key("env", env_table, "The environment of every program."),
    tables_key("env_rule", env_rules_table, "What has to be true of several variables together."),
    table_key("secrets", sweep_table, "Secrets by NAME_FILE, for many variables at once."),
    table_key("identity", identity_table, "The user database of the image."),
    tables_key("hook", hook_table, "The steps around the main program."),
    table_key("once", once_tables, "Hooks that are done once per volume."),
    table_key("main", main_table, "The main program."),
    table_key("role", roles_table, "What main is instead when a word of the container says so."),
    table_key("service", services_table, "Programs beside main."),
    table_key("shutdown", shutdown_table, "How the container ends."),
};
constexpr Table whole_file{"init.toml", "What jeden does.", root_keys};

}  // namespace

const Table& root_table() {
  return whole_file;
}

const Key* Table::find(std::string_view key) const {
  for (const auto& span : {keys, shared()})
    for (const Key& candidate : span)
      if (candidate.name == key) return &candidate;
  return any;
}

}  // namespace jeden::config
