// Keys of the built-in actions of a hook.
#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr Key path_key(std::string_view name, std::string_view summary) {
  return text_key(name, summary, {}, Form::path);
}
constexpr Key owner_key(std::string_view summary) {
  Key key = text_key("owner", summary);
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
    owner_key("With directory, chown and copy: a user, or \"user:group\", names or numbers, as in user. "
              "Without the rights of "
              "root a directory is used as it is."),
    text_key("mode", "With directory: its mode; 0755 for a new one unless given.", {}, Form::mode),
    need_key(),
    flag_key(
        "keep_edited",
        "With copy: what jeden copied and nobody edited since is brought up to date; what was edited is left "
        "alone, "
        "with a warning when there is a new version. What was copied is noted in .jeden-copied in the tree."),
    flag_key("optional", "A failure is a warning."),
};

constexpr std::array file_rules{
    Rule{Rule::Kind::exactly_one, "directory chown symlink remove copy access"},
    Rule{Rule::Kind::only_with, "symlink copy", "to"},
    Rule{Rule::Kind::only_with, "to", "symlink copy"},
    Rule{Rule::Kind::only_with, "chown", "owner"},
    Rule{Rule::Kind::only_with, "owner", "directory chown copy"},
    Rule{Rule::Kind::only_with, "mode", "directory"},
    Rule{Rule::Kind::only_with, "need", "access"},
    Rule{Rule::Kind::only_with, "keep_edited", "copy"},
};

constexpr std::string_view owner_summary =
    "Whom the file belongs to, as in user; otherwise that stays, and a new file is the hook's user's.";
constexpr Key optional_key = flag_key("optional", "A failure is a warning.");

constexpr std::array template_keys{
    path_key("template",
             "This file, or each file of this tree whose name ends in suffix, is filled in. In it ${NAME}, "
             "${NAME:-default} and ${NAME:?message} stand for variables that are listed; everything else, "
             "$NAME and $$ "
             "included, stays as it is."),
    text_key("text",
             "Instead of a template: the whole content of the file, a string of init.toml like any other."),
    path_key("to", "The file or the folder that it is written to."),
    list_key("variables",
             "With template: the variables that are replaced, names or patterns such as \"NGINX_*\"."),
    text_key("suffix", "With a tree: the end of a template's name, which is cut off.", "\".template\""),
    flag_key("once", "A target that exists is left alone."),
    keep_edited_key,
    owner_key(owner_summary),
    text_key("mode", "The file's mode; otherwise that stays, and a new file has 0644.", {}, Form::mode),
    optional_key,
};

constexpr std::array secret_keys{
    text_key("variable", "The value of this variable is written to the file that to names."),
    path_key("to", "With variable: the file."),
    flag_key("base64", "With variable: the value is base64, and is written decoded."),
    path_key("generate",
             "This file gets random characters when it does not exist or is empty, and is kept then."),
    integer_key("length", 8, 4096, "With generate: how many.", "64"),
    text_key("alphabet", "With generate: the characters to choose from; letters and digits unless given."),
    owner_key(owner_summary),
    text_key("mode", "The file's mode.", "\"0600\"", Form::mode),
    optional_key,
};

constexpr std::array template_rules{
    Rule{Rule::Kind::required, "to"},
    Rule{Rule::Kind::exactly_one, "template text"},
    Rule{Rule::Kind::only_with, "template", "variables"},
    Rule{Rule::Kind::only_with, "variables suffix", "template"},
};
constexpr std::array secret_rules{
    Rule{Rule::Kind::exactly_one, "variable generate"},
    Rule{Rule::Kind::only_with, "variable", "to"},
    Rule{Rule::Kind::only_with, "to base64", "variable"},
    Rule{Rule::Kind::only_with, "length alphabet", "generate"},
};

}  // namespace

constinit const Table templates_table{
    "templates",
    "One file: exactly one of template and text. It is written in one step where what it gives differs from "
    "what is there; a file that is mounted by itself is written in place.",
    template_keys,
    {},
    nullptr,
    Form::any,
    template_rules};
constinit const Table secrets_table{
    "secrets",   "One file with a secret: exactly one of variable and generate.",
    secret_keys, {},
    nullptr,     Form::any,
    secret_rules};
constinit const Table files_table{"files",
                                  "One thing about files: exactly one of directory, chown, symlink, remove, "
                                  "copy and access. Done twice, it changes nothing the second time.",
                                  file_keys,
                                  {},
                                  nullptr,
                                  Form::any,
                                  file_rules};

}  // namespace jeden::config
