// Keys of [env] and [locale].
#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr Key also_boolean(Key key) {
  key.accepts |= accepts::boolean;
  return key;
}

constexpr std::array locale_keys{
    text_key("lang", "The locale, checked against what the image has and exported as LANG."),
    also_boolean(
        text_key("lc_all",
                 "Exported as LC_ALL, which overrides every other locale variable: a locale, or true for the "
                 "same one as lang.",
                 "false")),
    text_key("fallback", "Used, with a warning, when the image lacks lang; without it that is an error."),
    flag_key("generate", "When the image lacks lang, run localedef as the very first hook."),
    text_key("timezone",
             "A name of the zone database, or a POSIX rule such as CET-1CEST; checked and exported as TZ."),
};

constexpr std::array locale_rules{
    Rule{Rule::Kind::only_with, "fallback generate", "lang"},
};

constexpr Key bound_key(std::string_view name, std::string_view summary) {
  Key key = text_key(name, summary);
  key.accepts |= accepts::integer;
  key.least = -largest_integer;
  key.most = largest_integer;
  return key;
}
constexpr Key kept(Key key) {
  key.expansion = Expansion::keep;
  return key;
}

constexpr std::array variable_keys{
    text_key("default", "The value when the container does not set the variable."),
    texts_key("first_found",
              "The default is the first of these paths or patterns that is there, such as "
              "\"/usr/lib/*/libjemalloc.so.2\"."),
    program_key("from_command",
                "The default is what this command writes, less the newlines at the end: run by jeden before "
                "everything "
                "else, without a shell, for at most 10 s. A failure is an error. `jeden check` and `plan` do "
                "not run it."),
    kept(
        texts_key("alias",
                  "Other names of the variable: the first that is set and not empty gives the value when the "
                  "variable itself is not.")),
    kept(texts_key("deprecated", "Names that it had: as alias, with a warning that names the new one.")),
    kept(text_key("refuse",
                  "The variable is not understood any more: setting it is an error, with this text.")),
    kept(text_key(
        "help", "What the variable is for; said where something is wrong with it. May have several lines.")),
    text_key("value", "The value, whatever the container sets."),
    flag_key("required", "The variable has to be set; set but empty counts as set."),
    list_key("one_of", "The values that are allowed."),
    choice_key("type", "integer number port size duration boolean",
               "What the value has to be: a boolean is one of true, false, yes, no, on, off, 1 and 0, in "
               "capitals or "
               "not. The value stays as it is."),
    bound_key("min", "With type: the least value, as that type is written."),
    bound_key("max", "With type: the largest value."),
    pattern_key("pattern",
                "A POSIX extended regular expression that the whole value has to match. Not expanded."),
    texts_key("prepend", "Put in front of what is set, joined by the separator."),
    texts_key("append", "Put after what is set, joined by the separator."),
    text_key("separator", "Joins prepend, the value and append.", "\":\""),
    flag_key("unset", "Removes the variable."),
    flag_key("from_file",
             "When NAME_FILE (or that of an alias) is set and not empty, the value is what that file holds, "
             "less one newline at "
             "its end; "
             "NAME_FILE is then removed. Setting NAME as well is an error."),
    flag_key("forget",
             "Main does not get the variable, and /proc/1/environ does not show its value; hooks and "
             "services get it."),
};
constexpr std::array variable_rules{
    Rule{Rule::Kind::at_most_one, "value default first_found from_command"},
    Rule{Rule::Kind::never_with, "value", "required from_file alias deprecated"},
    Rule{Rule::Kind::never_with, "refuse",
         "default first_found from_command value required prepend append from_file alias deprecated"},
    Rule{Rule::Kind::only_with, "min max", "type"},
};
constexpr Table variable_table{
    "[env] NAME", "What is done to one variable.", variable_keys, {}, nullptr, Form::any, variable_rules};

constexpr Key names_key(std::string_view name, std::string_view summary) {
  Key key = list_key(name, summary);
  key.expansion = Expansion::keep;
  return key;
}
constexpr std::array sweep_keys{
    names_key(
        "files",
        "Variables that are read from a file, as with from_file: names without _FILE, or patterns such as "
        "\"MYSQL_*\"."),
    names_key("except", "Variables that are not, although a pattern names them; with or without _FILE."),
    flag_key("forget", "Main does not get what was read; hooks and services do."),
};

constexpr Key rule_key(std::string_view name, std::string_view summary) {
  return list_key(name, summary);
}
constexpr std::array rule_keys{
    rule_key("all_of", "All of these are set."),
    rule_key("together", "All of these are set, or none is."),
    rule_key("exactly_one", "Exactly one of these is set."),
    rule_key("at_least_one", "At least one of these is set."),
    rule_key("at_most_one", "At most one of these is set."),
    texts_key("if_env",
              "Only if this holds: \"NAME\", set and not empty, or \"NAME=value\"; all of several."),
    texts_key("unless_env", "Not if one of these holds."),
    texts_key("if_fact", "Only if this fact is known and not false, or, as \"NAME=value\", is exactly that."),
    texts_key("unless_fact", "Not if one of these holds."),
    texts_key("if_exists", "Only if all of these paths exist.", Form::path),
    texts_key("unless_exists", "Not if one of these paths exists, such as what a first start makes.",
              Form::path),
    kept(text_key("help", "What to do; said when the rule is broken. May have several lines.")),
};

constexpr std::array rule_rules{
    Rule{Rule::Kind::exactly_one, "all_of together exactly_one at_least_one at_most_one"},
};

constexpr Key variable_key() {
  Key key =
      table_key("NAME", variable_table,
                "A string is the default: it is set unless the container sets the variable, to whatever.");
  key.accepts |= accepts::text;
  key.form = Form::variable;
  return key;
}
constexpr Key any_variable = variable_key();

}  // namespace

constinit const Table locale_table{
    "[locale]",  "Language and time zone of every program.", locale_keys, {}, nullptr, Form::any,
    locale_rules};
constinit const Table env_rules_table{"[[env_rule]]",
                                      "What has to be true of several variables together: exactly one of "
                                      "all_of, together, exactly_one, at_least_one "
                                      "and at_most_one. A variable that is empty counts as not set.",
                                      rule_keys,
                                      {},
                                      nullptr,
                                      Form::any,
                                      rule_rules};
constinit const Table sweep_table{
    "[secrets]", "Secrets by NAME_FILE, for many variables at once. Hooks have a key of the same name.",
    sweep_keys};
constinit const Table env_table{
    "[env]",
    "The environment of every program. What is not named here passes byte for byte.",
    {},
    {},
    &any_variable,
    Form::variable};

}  // namespace jeden::config
