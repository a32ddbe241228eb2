#include "config/schema.hpp"

#include "config/diagnostic.hpp"
#include "config/table.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

// A reference to a variable may stand for anything.
constexpr std::string_view reference = R"({"type":"string","pattern":"\\$\\{"})";

std::string table_schema(const Table& table);

std::string text_schema(const Key& key) {
  const auto matching = [](std::string_view pattern) {
    return R"({"type":"string","pattern":)" + json_text(pattern) + "}," + std::string{reference};
  };
  std::string choices;
  switch (key.form) {
    case Form::positive_duration:
    case Form::duration: return matching("^(0|([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+)$");
    case Form::mode: return matching("^[0-7]{1,4}$");
    case Form::name: return matching("^[A-Za-z0-9._-]{1,64}$");
    case Form::size: return matching("^[0-9]+([kKMGT]?(B|iB|i)?)$");
    case Form::limit: return matching("^(unlimited|[0-9]+([kKMGT]?(B|iB|i)?))$");
    case Form::url: return matching("^[A-Za-z][A-Za-z0-9+.-]*:");
    case Form::listen: return matching("^(unix:/.+|.*:[0-9]+)$");
    case Form::choice:
      for (const std::string_view word : split_blanks(key.choices))
        choices += (choices.empty() ? "" : ",") + json_text(word);
      return "{\"enum\":[" + choices + "]}," + std::string{reference};
    case Form::any:
    case Form::cron:
    case Form::signal:
    case Form::path:
    case Form::pattern:
    case Form::variable:
    case Form::rule: return R"({"type":"string"})";
  }
  return {};
}

std::string integer_schema(const Key& key) {
  return R"({"type":"integer","minimum":)" + std::to_string(key.least) +
         ",\"maximum\":" + std::to_string(key.most) + '}';
}

// `within`: the table that the key stands in. One that holds itself is described once.
std::string key_schema(const Key& key, const Table& within) {
  std::string forms;
  const auto add = [&](unsigned bit, const std::string& schema) {
    if ((key.accepts & bit) != 0) forms += (forms.empty() ? "" : ",") + schema;
  };
  const bool list = (key.accepts & accepts::list) != 0;
  add(accepts::text, text_schema(key));
  if (!list || (key.accepts & accepts::text) != 0) add(accepts::integer, integer_schema(key));
  add(accepts::boolean, R"({"type":"boolean"})");
  std::string items = text_schema(key);
  if ((key.accepts & accepts::integer) != 0) items += ',' + integer_schema(key);
  add(accepts::list, R"({"type":"array","items":{"anyOf":[)" + items + "]}}");
  if (key.table == &within) {
    add(accepts::table, R"({"type":"object"})");
  } else if (key.table != nullptr) {
    add(accepts::table, table_schema(*key.table));
    add(accepts::tables, R"({"type":"array","items":)" + table_schema(*key.table) + '}');
  }
  std::string schema = "{\"description\":" + json_text(key.summary);
  // Written as in TOML, a default is the same in JSON.
  if (!key.initial.empty()) schema += ",\"default\":" + std::string{key.initial};
  return schema + ",\"anyOf\":[" + forms + "]}";
}

std::string table_schema(const Table& table) {
  std::string properties;
  for (const auto& keys : {table.keys, table.shared})
    for (const Key& key : keys)
      properties += (properties.empty() ? "" : ",") + json_text(key.name) + ':' + key_schema(key, table);
  return R"({"type":"object","description":)" + json_text(table.summary) + ",\"properties\":{" + properties +
         "},\"additionalProperties\":" + (table.any != nullptr ? key_schema(*table.any, table) : "false") +
         '}';
}

}  // namespace

std::string json_schema() {
  return R"({"$schema":"http://json-schema.org/draft-07/schema#","title":"init.toml","allOf":[)" +
         table_schema(root_table()) + "]}\n";
}

}  // namespace jeden::config
