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

constexpr std::array variable_keys{
    text_key("default", "The value when the container does not set the variable."),
    text_key("value", "The value, whatever the container sets."),
    flag_key("required", "The variable has to be set; set but empty counts as set."),
    list_key("one_of", "The values that are allowed."),
    pattern_key("pattern",
                "A POSIX extended regular expression that the whole value has to match. Not expanded."),
    texts_key("prepend", "Put in front of what is set, joined by the separator."),
    texts_key("append", "Put after what is set, joined by the separator."),
    text_key("separator", "Joins prepend, the value and append.", "\":\""),
    flag_key("unset", "Removes the variable."),
    flag_key("from_file",
             "When NAME_FILE is set and not empty, the value is what that file holds, less one newline at "
             "its end; "
             "NAME_FILE is then removed. Setting NAME as well is an error."),
};
constexpr Table variable_table{"[env] NAME", "What is done to one variable.", variable_keys};

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

constinit const Table locale_table{"[locale]", "Language and time zone of every program.", locale_keys};
constinit const Table env_table{
    "[env]",
    "The environment of every program. What is not named here passes byte for byte.",
    {},
    {},
    &any_variable};

}  // namespace jeden::config
