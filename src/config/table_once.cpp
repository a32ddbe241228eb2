// Keys of what is done once.
#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr Key user_key() {
  Key key = text_key("user", "Who writes the marker and the note: names or numbers, as in a hook.");
  key.accepts |= accepts::integer;
  key.most = 4'294'967'294;
  return key;
}
constexpr Key path_key(std::string_view name, std::string_view summary) {
  return text_key(name, summary, {}, Form::path);
}

constexpr std::array once_keys{
    path_key("marker",
             "This file says that it is done; it is written when all hooks of the group have succeeded."),
    texts_key("done_if",
              "It also counts as done when one of these is there and not empty, such as a volume that "
              "somebody else "
              "initialised.",
              Form::path),
    program_key("done_if_command", "It also counts as done when this command succeeds."),
    texts_key("requires",
              "Variables that the first run needs, set and not empty; \"NAME=value\": exactly that. Looked "
              "at only when the "
              "hooks are about to run."),
    texts_key("requires_any", "One of these at least, written as in requires."),
    texts_key("data", "The directories that the hooks fill; clean removes what was made in them.",
              Form::path),
    choice_key(
        "on_incomplete", "fail resume clean",
        "What happens after a run that was interrupted: fail says so and gives the start up; resume runs the "
        "hooks again; clean removes what that run made in data and begins again.",
        "\"fail\""),
    text_key(
        "version",
        "The marker holds it. Another one runs the hooks that are for upgrades; an older one is refused."),
    path_key(
        "lock",
        "What is locked while the hooks run, so that of two containers with one volume the second waits: a "
        "directory, or a file that is made. The marker's directory unless given; a second group there locks "
        "MARKER.lock."),
    path_key(
        "note",
        "The file that says that a run has begun; the marker with .started at its end unless given. It must "
        "outlive the container as the data does."),
    duration_key("wait", "How long the lock is waited for.", "\"10m\""),
    user_key(),
};
constexpr std::array once_rules{Rule{Rule::Kind::required, "marker"}};
const Table once_table{"[once.NAME]", "Hooks that are done once per volume: those with once = \"NAME\".",
                       once_keys,     {},
                       nullptr,       Form::any,
                       once_rules};
const Key once_key = table_key("NAME", once_table, "Hooks that are done once.");

}  // namespace

const Table once_tables{"[once]",  "Groups of hooks that are done once per volume.", {}, {}, &once_key,
                        Form::name};

}  // namespace jeden::config
