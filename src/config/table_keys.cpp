// Keys of an entry of `settings`.
#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

extern const Table edits_table;

constexpr Key edit_key() {
  Key key = text_key(
      "KEY", "Its value: a string, an integer or a boolean, or an array where a key may have several.");
  key.accepts = accepts::text | accepts::integer | accepts::boolean | accepts::list | accepts::table;
  key.least = std::numeric_limits<std::int64_t>::min();
  key.most = largest_integer;
  key.table = &edits_table;
  return key;
}
constexpr Key any_edit = edit_key();
constinit const Table edits_table{
    "set and append",
    "Keys and values. A table in here stands for keys with dots: a.b = 1 is \"a.b\" = 1.",
    {},
    {},
    &any_edit};

constexpr Key any_replacement = text_key("TEXT", "What is written instead of it.");
constexpr Table replace_table{"replace",
                              "Parts of a variable's name; where several fit, the longest counts.",
                              {},
                              {},
                              &any_replacement};

constexpr std::array environment_keys{
    text_key("prefix", "Variables whose names begin with it; it is cut off."),
    text_key("section_separator",
             "With ini: what stands between section and key in the rest of the name; without it "
             "the section is what section says."),
    choice_key("case", "lower upper keep", "How the letters of the rest are written.", "\"lower\""),
    table_key("replace", replace_table,
              "What else is rewritten in the rest, such as { \"__\" = \"_\", \"_\" = \".\" }."),
    list_key("except", "Variables that are left out: names, or patterns such as \"KAFKA_HEAP_*\"."),
    choice_key("empty", "set skip remove", "What is done for a variable that is empty.", "\"set\""),
};
constexpr std::array environment_rules{Rule{Rule::Kind::required, "prefix"}};
constexpr Table environment_table{
    "from_env",
    "Every variable of the environment whose name begins with prefix becomes a key. "
    "They come after set, append and remove.",
    environment_keys,
    {},
    nullptr,
    Form::any,
    environment_rules};

constexpr Key owner_key() {
  Key key = text_key(
      "owner",
      "Whom the file belongs to, as in user; otherwise that stays, and a new file is the hook's user's.");
  key.accepts |= accepts::integer;
  key.most = 4'294'967'294;
  return key;
}

constexpr std::array settings_keys{
    text_key("file", "The file.", {}, Form::path),
    choice_key(
        "format", "ini key_value properties shell yaml json",
        "ini: key = value in [sections], ; or # before comments. key_value: key value, # before comments. "
        "properties: as Java has them. shell: NAME=value, with or without export. yaml: block mappings. "
        "json."),
    text_key("section", "With ini: the section; without it, the keys before the first one."),
    table_key("set", edits_table,
              "These keys have these values, each exactly once; an array is one line for each "
              "value, with yaml and json a list."),
    table_key("append", edits_table,
              "These values are there too: further lines, with yaml and json items of a list."),
    list_key("remove", "These keys are not there."),
    table_key("from_env", environment_table, "Keys from the environment."),
    choice_key(
        "quoting", "strict double single verbatim",
        "With ini and key_value. strict: values have no quotes, and one that holds a quote, a comment "
        "character "
        "or blanks at an end is refused, since programs read it in different ways. double: \"...\" with \\\" "
        "inside (PHP, MySQL, redis). single: '...' with '' inside (PostgreSQL). verbatim: no quotes whatever "
        "there is (programs that take the whole line).",
        "\"strict\""),
    text_key("separator",
             "With yaml and json: what stands between the keys of a path; \"\" when keys have dots "
             "themselves.",
             "\".\""),
    flag_key("typed",
             "With yaml and json: strings that read as a number, true, false or null are written as such."),
    flag_key("create", "The file is made when it does not exist; otherwise that is a failure."),
    keep_edited_key,
    owner_key(),
    text_key("mode", "The file's mode; otherwise that stays, and a new file has 0644.", {}, Form::mode),
    flag_key("optional", "A failure is a warning."),
};

constexpr std::array settings_rules{
    Rule{Rule::Kind::required, "file format"},
    Rule{Rule::Kind::at_least_one, "set append remove from_env"},
};

}  // namespace

constinit const Table settings_table{
    "settings",
    "One file whose keys are edited: at least one of set, append, remove and "
    "from_env. Everything else in it stays, and it is written in one step where "
    "something changes; a file that is mounted by itself is written in place.",
    settings_keys,
    {},
    nullptr,
    Form::any,
    settings_rules};

}  // namespace jeden::config
