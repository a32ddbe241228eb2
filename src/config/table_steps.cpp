// Keys of the built-in actions of a hook.
#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr Key path_key(std::string_view name, std::string_view summary) {
  return text_key(name, summary, {}, Form::path);
}
constexpr Key owner_key() {
  Key key = text_key(
      "owner",
      "With directory, chown and copy: a user, or \"user:group\", names or numbers, as in user. Without "
      "the rights of root a directory is used as it is.");
  key.accepts |= accepts::integer;
  key.most = 4'294'967'294;
  return key;
}
constexpr Key need_key() {
  Key key = texts_key("need", "With access: what this hook's user has to be able to do.", Form::choice);
  key.choices = "read write execute";
  key.initial = "\"read\"";
  return key;
}

constexpr std::array file_keys{
    path_key("directory", "This directory exists, with its parents."),
    path_key("chown",
             "This path and everything below belong to owner. Only what differs is changed; no link is "
             "followed, no "
             "other file system is entered, and what lies on a read-only mount is left alone."),
    path_key("symlink", "This path is a link to what to says. A link that says something else is replaced."),
    path_key("remove",
             "These files are removed, such as pid files of a life before. The last part may be a pattern, "
             "such as "
             "*.pid. Directories are never removed."),
    path_key("copy", "This file or tree is copied to what to says, entry by entry, where that lacks it."),
    path_key("access",
             "The hook's user can do what need says with this path; otherwise the hook fails and says who "
             "owns it."),
    path_key("to", "With symlink and copy: the other end."),
    owner_key(),
    text_key("mode", "With directory: its mode; 0755 for a new one unless given.", {}, Form::mode),
    need_key(),
    flag_key("optional", "A failure is a warning."),
};

}  // namespace

constinit const Table files_table{"files",
                                  "One thing about files: exactly one of directory, chown, symlink, remove, "
                                  "copy and access. Done twice, it changes nothing the second time.",
                                  file_keys};

}  // namespace jeden::config
