#include "config/schema.hpp"

#include <vector>

#include "config/diagnostic.hpp"
#include "config/schema_form.hpp"
#include "config/table.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

std::string table_schema(const Table& table);

std::string joined(const std::vector<std::string>& schemas) {
  std::string text;
  for (const std::string& schema : schemas) text += (text.empty() ? "" : ",") + schema;
  return text;
}

std::string integer_schema(const Key& key) {
  return R"({"type":"integer","minimum":)" + std::to_string(key.least) +
         ",\"maximum\":" + std::to_string(key.most) + '}';
}

std::string list_schema(const Key& key) {
  if (key.form == Form::command)  // the first word is a program's name
    return R"({"type":"array","minItems":1,"items":[{"type":"string","pattern":"^[^\\u0000]+$"}],)"
           R"("additionalItems":{"$ref":"#/definitions/text"}})";
  std::string items = text_schema(key);
  if ((key.accepts & accepts::integer) != 0) items += ',' + integer_schema(key);
  const std::string_view fewest = key.form == Form::url ? R"("minItems":1,)" : "";
  return R"({"type":"array",)" + std::string{fewest} + "\"items\":{\"anyOf\":[" + items + "]}}";
}

// Of a hook's actions and of a stop sequence there is at least one; [[hook]] itself may be missing.
std::string tables_schema(const Key& key, const Table& within) {
  const std::string_view fewest = &within == &root_table() ? "" : R"("minItems":1,)";
  return R"({"type":"array",)" + std::string{fewest} + "\"items\":" + table_schema(*key.table) + '}';
}

// `within`: the table that the key stands in. One that holds itself is described once.
std::string key_schema(const Key& key, const Table& within) {
  std::vector<std::string> forms;
  const auto accepted = [&](unsigned bit) { return (key.accepts & bit) != 0; };
  if (accepted(accepts::text)) forms.push_back(text_schema(key));
  if (accepted(accepts::integer) && (!accepted(accepts::list) || accepted(accepts::text)))
    forms.push_back(integer_schema(key));
  if (accepted(accepts::boolean)) forms.emplace_back(R"({"type":"boolean"})");
  if (accepted(accepts::list)) forms.push_back(list_schema(key));
  if (accepted(accepts::table))
    forms.push_back(key.table == &within ? R"({"type":"object"})" : table_schema(*key.table));
  if (accepted(accepts::tables)) forms.push_back(tables_schema(key, within));
  std::string schema = "{\"description\":" + json_text(key.summary);
  // Written as in TOML, a default is the same in JSON.
  if (!key.initial.empty()) schema += ",\"default\":" + std::string{key.initial};
  return schema + ",\"anyOf\":[" + joined(forms) + "]}";
}

std::string has(std::string_view key) {
  return "{\"required\":[" + json_text(key) + "]}";
}

std::vector<std::string> have(std::string_view keys) {
  std::vector<std::string> schemas;
  for (const std::string_view key : split_blanks(keys)) schemas.push_back(has(key));
  return schemas;
}

std::string rule_schema(const Rule& rule) {
  using Kind = Rule::Kind;
  std::vector<std::string> schemas;
  switch (rule.kind) {
    case Kind::required: return "{\"allOf\":[" + joined(have(rule.keys)) + "]}";
    case Kind::exactly_one: return "{\"oneOf\":[" + joined(have(rule.keys)) + "]}";
    case Kind::at_least_one: return "{\"anyOf\":[" + joined(have(rule.keys)) + "]}";
    case Kind::at_most_one:
      return "{\"oneOf\":[{\"not\":{\"anyOf\":[" + joined(have(rule.keys)) + "]}}," +
             joined(have(rule.keys)) + "]}";
    case Kind::only_with:
    case Kind::never_with:
      for (const std::string_view key : split_blanks(rule.keys)) {
        const std::string others = "{\"anyOf\":[" + joined(have(rule.others)) + "]}";
        schemas.push_back(json_text(key) + ':' +
                          (rule.kind == Kind::only_with ? others : "{\"not\":" + others + '}'));
      }
      return "{\"dependencies\":{" + joined(schemas) + "}}";
  }
  return {};
}

std::string table_schema(const Table& table) {
  std::vector<std::string> properties, rules;
  for (const auto& keys : {table.keys, table.shared()})
    for (const Key& key : keys) properties.push_back(json_text(key.name) + ':' + key_schema(key, table));
  for (const Rule& rule : table.rules) rules.push_back(rule_schema(rule));
  std::string schema = R"({"type":"object","description":)" + json_text(table.summary) + ",\"properties\":{" +
                       joined(properties) + "},\"additionalProperties\":" +
                       (table.any != nullptr ? key_schema(*table.any, table) : "false");
  if (const std::string names = name_schema(table.named); !names.empty())
    schema += ",\"propertyNames\":" + names;
  if (!rules.empty()) schema += ",\"allOf\":[" + joined(rules) + ']';
  return schema + '}';
}

}  // namespace

std::string json_schema() {
  return R"({"$schema":"http://json-schema.org/draft-07/schema#","title":"init.toml","definitions":)" +
         definitions() + ",\"allOf\":[" + table_schema(root_table()) + "]}\n";
}

}  // namespace jeden::config
