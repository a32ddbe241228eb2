// The keys that every program shares.
#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr std::int64_t largest_id = 4'294'967'294;

constexpr Key variable_key =
    text_key("NAME", "The value of the variable, for this program only.", {}, Form::variable);
constexpr Table variables_table{"env",         "Variables of this program only.", {}, {}, &variable_key,
                                Form::variable};

constexpr Key limit_key(std::string_view name, std::string_view summary) {
  Key key = integer_key(name, 0, largest_integer, summary);
  key.accepts |= accepts::text;
  key.form = Form::limit;
  return key;
}
constexpr std::array apart_keys{
    limit_key("soft", "The limit that applies."),
    limit_key("hard", "The limit up to which the program may raise it."),
};
constexpr Table apart_table{
    "limits NAME", "The two values of one limit; one that is left out is like the other.", apart_keys};
constexpr Key resource(std::string_view name, std::string_view summary) {
  Key key = limit_key(name, summary);
  key.accepts |= accepts::table;
  key.table = &apart_table;
  return key;
}
constexpr std::array limit_keys{
    resource("as", "Address space, in bytes."),
    resource("core", "Size of a core dump, in bytes."),
    resource("cpu", "Processor time, in seconds."),
    resource("data", "Data segment, in bytes."),
    resource("fsize", "Size of a file, in bytes."),
    resource("locks", "File locks; ignored by Linux."),
    resource("memlock", "Locked memory, in bytes."),
    resource("msgqueue", "POSIX message queues, in bytes."),
    resource("nice", "Ceiling of the nice value, as 20 - nice."),
    resource("nofile", "Open files."),
    resource("nproc", "Processes of the user."),
    resource("rss", "Resident set, in bytes; ignored by Linux."),
    resource("rtprio", "Real-time priority."),
    resource("rttime", "Real-time processor time without a blocking system call, in microseconds."),
    resource("sigpending", "Queued signals."),
    resource("stack", "Stack, in bytes."),
};
constexpr Table limits_table{
    "limits",
    "Resource limits (setrlimit(2)): a number, a size such as \"64MiB\", or \"unlimited\"; a "
    "table for soft and hard apart.",
    limit_keys};

constexpr Key script_key() {
  Key key = text_key("script",
                     "Text for /bin/sh -c, instead of command. Not expanded: the shell does that itself.");
  key.expansion = Expansion::keep;
  return key;
}
constexpr Key also_ids(Key key) {
  key.accepts |= accepts::integer;
  key.most = largest_id;
  return key;
}

constexpr Key size_key(std::string_view name, std::string_view summary, std::string_view initial) {
  Key key = text_key(name, summary, initial, Form::size);
  key.accepts |= accepts::integer;
  key.most = largest_integer;
  return key;
}
constexpr std::array log_keys{
    flag_key("prefix", "Put the unit's name before each line."),
    flag_key("timestamps", "Put the time before each line."),
    choice_key("format", "text json",
               "json: each line becomes an object with time, unit, stream and message.", "\"text\""),
    text_key("file", "Both streams go to this file, which is rotated and reopened.", {}, Form::path),
    size_key("max_size", "Rotate the file before it grows beyond this.", {}),
    integer_key("keep", 0, 1000, "How many rotated files are kept.", "5"),
    size_key("max_line", "A longer line is cut into parts.", "\"64KiB\""),
};
constexpr Table log_table{"log", "What is done with the program's output on its way.", log_keys};

constexpr Key any_descriptor = text_key(
    "NUMBER", "What can be read from that descriptor, 0 (standard input) or 3 to 15, until its end.");
constexpr Table descriptors_table{"descriptors",
                                  "Texts that the program reads from descriptors, such as { 3 = "
                                  "\"${DB_PASSWORD}\" } with --pwfile=/dev/fd/3: they are "
                                  "neither in its environment nor on its command line. Each can be read "
                                  "once, and holds at most 60 000 bytes.",
                                  {},
                                  {},
                                  &any_descriptor,
                                  Form::descriptor};

constexpr std::array keys{
    program_key("command", "The program and its arguments, one string each; no shell."),
    program_key("run", "Another name of command."),
    script_key(),
    table_key("env", variables_table, "Variables of this program only."),
    also_ids(text_key(
        "user",
        "A name or number, or both halves of \"user:group\". Groups, HOME, USER and LOGNAME follow. With "
        "a group other than the user's primary one, that group is the only one. "
        "When the container runs as an ordinary user, everything runs as that one.")),
    also_ids(list_key("groups", "Further supplementary groups, names or numbers.")),
    text_key("working_directory", "Where the program starts.", {}, Form::path),
    text_key("umask", "The file mode creation mask.", {}, Form::mode),
    table_key("limits", limits_table, "Resource limits."),
    integer_key("nice", -20, 19, "The nice value."),
    integer_key("oom_score_adjust", -1000, 1000,
                "How readily the kernel kills the program when memory is short."),
    flag_key("no_new_privileges", "No set-user-id program gains anything any more."),
    list_key("capabilities", "The capabilities to keep, with or without CAP_; all others go."),
    text_key("stdin", "inherit, null or a path. main inherits, everything else gets null."),
    table_key("descriptors", descriptors_table,
              "Texts, such as secrets, that the program reads from descriptors."),
    text_key("stdout", "inherit, null or a path, which is opened for append and reopened on rotation.",
             "\"inherit\""),
    text_key("stderr", "As stdout, or \"stdout\" to join it.", "\"inherit\""),
    table_key("log", log_table, "Prefixes, timestamps, JSON, rotation. Without it output passes untouched."),
    duration_key(
        "timeout",
        "Hooks: the limit of one attempt; a wait's is 60s unless given. Programs: the limit of the whole "
        "run; if that ends the container, its exit code is 124, as with timeout(1). \"0s\" is no limit."),
};

}  // namespace

std::span<const Key> process_keys() {
  return keys;
}

}  // namespace jeden::config
