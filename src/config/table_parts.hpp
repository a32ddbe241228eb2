// The pieces from which the table of keys is put together, and its parts.
#pragma once

#include <cstdint>
#include <limits>

#include "config/table.hpp"

namespace jeden::config {

constexpr std::int64_t largest_integer = std::numeric_limits<std::int64_t>::max();

constexpr Key text_key(std::string_view name, std::string_view summary, std::string_view initial = {},
                       Form form = Form::any) {
  return {name, accepts::text, form, summary, initial};
}
constexpr Key pattern_key(std::string_view name, std::string_view summary) {
  Key key = text_key(name, summary, {}, Form::pattern);
  key.expansion = Expansion::keep;
  return key;
}
constexpr Key duration_key(std::string_view name, std::string_view summary, std::string_view initial = {}) {
  return text_key(name, summary, initial, Form::duration);
}
constexpr Key positive_duration_key(std::string_view name, std::string_view summary,
                                    std::string_view initial = {}) {
  return text_key(name, summary, initial, Form::positive_duration);
}
constexpr Key choice_key(std::string_view name, std::string_view choices, std::string_view summary,
                         std::string_view initial = {}) {
  Key key = text_key(name, summary, initial, Form::choice);
  key.choices = choices;
  return key;
}
constexpr Key flag_key(std::string_view name, std::string_view summary) {
  return {name, accepts::boolean, Form::any, summary, "false"};
}
constexpr Key integer_key(std::string_view name, std::int64_t least, std::int64_t most,
                          std::string_view summary, std::string_view initial = {}) {
  Key key{name, accepts::integer, Form::any, summary, initial};
  key.least = least;
  key.most = most;
  return key;
}
constexpr Key list_key(std::string_view name, std::string_view summary, Form form = Form::any) {
  return {name, accepts::list, form, summary, {}};
}
constexpr Key program_key(std::string_view name, std::string_view summary) {
  return list_key(name, summary, Form::command);
}
constexpr Key texts_key(std::string_view name, std::string_view summary, Form form = Form::any) {
  return {name, accepts::text | accepts::list, form, summary, {}};
}
constexpr Key table_key(std::string_view name, const Table& table, std::string_view summary) {
  Key key{name, accepts::table, Form::any, summary, {}};
  key.table = &table;
  return key;
}
constexpr Key tables_key(std::string_view name, const Table& table, std::string_view summary) {
  Key key{name, accepts::tables, Form::any, summary, {}};
  key.table = &table;
  return key;
}

constexpr Key keep_edited_key = flag_key("keep_edited",
                                         "A file that was edited since jeden wrote it is left alone, with a "
                                         "warning. What was written is noted beside it, "
                                         "in .NAME.jeden.");

std::span<const Key> process_keys();                                       // table_process.cpp
extern const Table hook_table, main_table, roles_table, services_table;    // table_units.cpp
extern const Table files_table, templates_table, secrets_table;            // table_steps.cpp
extern const Table identity_table;                                         // table_identity.cpp
extern const Table env_table, env_rules_table, locale_table, sweep_table;  // table_environment.cpp
extern const Table settings_table;                                         // table_keys.cpp
extern const Table once_tables;                                            // table_once.cpp
extern const Table handlers_table;                                         // table_directory.cpp

}  // namespace jeden::config
