// The keys of [main] and [role.NAME] that say which words are started.
#pragma once

#include "config/table_parts.hpp"

namespace jeden::config::command_key {

constexpr Key foreign_command = choice_key("foreign_command", "bypass prepare refuse",
                                           "What happens when the container is started with another program: "
                                           "bypass skips hooks, waits and services, "
                                           "prepare runs them, refuse is an error.",
                                           "\"bypass\"");

constexpr Key append_words = list_key("append_words",
                                      "The container's words are appended to the command, as flags are, when "
                                      "the first of them is one of these: "
                                      "names or patterns, such as \"*.conf\".");
constexpr Key append_unknown = flag_key(
    "append_unknown",
    "They are also appended when the first is no program: not found in PATH, or no executable file.");

constexpr Key flag_value() {
  Key key{
      "FLAG", accepts::text | accepts::integer | accepts::boolean | accepts::list, Form::any,
      "Its value, several for a flag that is repeated, or true for a flag without one. An empty value and "
      "false "
      "leave the flag out."};
  key.least = -largest_integer;
  key.most = largest_integer;
  return key;
}
constexpr Key any_flag = flag_value();
constexpr Table flags_table{"default_flags",
                            "Flags that the command gets unless they are among its words, as --x 1, --x=1 or "
                            "--x. A key may name several "
                            "spellings, separated by blanks, of which the first is added; one that ends in "
                            "\"=\" is added as one word.",
                            {},
                            {},
                            &any_flag,
                            Form::flag};
constexpr Key default_flags =
    table_key("default_flags", flags_table, "Flags that the command gets unless they are among its words.");

constexpr Key options_from = text_key("options_from",
                                      "A variable whose value is split at blanks by the rules of a shell's "
                                      "quotes, without anything else that a "
                                      "shell does, and appended to the command.");
constexpr Key wrapper = list_key("wrapper",
                                 "Words that are put before the command when the first of them is a program "
                                 "that exists, such as numactl.");
constexpr Key no_setup() {
  Key key = list_key("no_setup",
                     "With one of these among the container's words hooks, waits, services, default_flags, "
                     "options_from "
                     "and the wrapper are skipped: help and version prepare nothing.");
  key.initial = "[\"--help\", \"-?\", \"--version\"]";
  return key;
}
constexpr Key role_key() {
  Key key =
      text_key("role",
               "The role when the container's words name none, usually from a variable of the container: "
               "\"${APP_ROLE:-}\".");
  key.expansion = Expansion::keep;  // it has been by then: the role decides what else there is to expand
  return key;
}
constexpr Key role = role_key();

}  // namespace jeden::config::command_key
