#include "config/keys.hpp"

#include <array>

#include "config/reading.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

// Which of the keys that depend on the format it knows.
struct Knowledge {
  std::string_view format, keys;
};
constexpr std::array knowledge{
    Knowledge{"ini", "section quoting append section_separator"},
    Knowledge{"key_value", "quoting append"},
    Knowledge{"properties", ""},
    Knowledge{"shell", ""},
    Knowledge{"yaml", "separator typed append"},
    Knowledge{"json", "separator typed append"},
};
constexpr std::string_view special = "section quoting separator typed append section_separator";

class Reader {
 public:
  Reader(const Value& table, base::Record& record, Loading& loading)
      : table_{table}, record_{record}, loading_{loading}, format_{text_or(table, "format", "")} {}

  void read() {
    check_format(table_);
    add("format", format_);
    for (const std::string_view key : {"section", "quoting", "separator"})
      if (const auto text = text_of(table_, key)) add(key, *text);
    for (const std::string_view key : {"typed", "create"})
      if (flag_of(table_, key)) add(key, "");
    const Value* remove = usable(table_, "remove");
    if (remove != nullptr)
      for (const std::string& name : texts_of(table_, "remove")) add("remove", name);
    for (const std::string_view kind : {"set", "append"})
      if (const Value* keys = usable(table_, kind)) read_table(kind, *keys, "");
    if (const Value* environment = usable(table_, "from_env")) read_environment(*environment);
    if (remove == nullptr && usable(table_, "set") == nullptr && usable(table_, "append") == nullptr &&
        usable(table_, "from_env") == nullptr)
      loading_.faults.missing(table_.span, "this entry of settings changes nothing",
                              "it needs one of set, append, remove and from_env");
  }

 private:
  void add(std::string_view name, std::string_view value) { record_.fields.emplace_back(name, value); }

  void check_format(const Value& table) {
    for (const Knowledge& known : knowledge) {
      if (known.format != format_) continue;
      for (const Entry& entry : table.entries)
        for (const std::string_view key : split_blanks(special)) {
          if (entry.key != key ||
              (" " + std::string{known.keys} + " ").find(" " + entry.key + " ") != std::string::npos)
            continue;
          loading_.faults.error(entry.span, entry.key + " does not belong to the format " + format_);
        }
    }
  }

  // Tables in the table are keys with dots, since that is how TOML reads a.b = 1.
  void read_table(std::string_view kind, const Value& table, const std::string& before) {
    const std::string separator =
        format_ == "yaml" || format_ == "json" ? text_or(table_, "separator", ".") : ".";
    for (const Entry& entry : table.entries) {
      if (entry.value.wrong) continue;
      const std::string name =
          before.empty() ? entry.key : before + (separator.empty() ? "." : separator) + entry.key;
      if (entry.value.type == Type::table) {
        read_table(kind, entry.value, name);
        continue;
      }
      add(kind, name);
      if (entry.value.type == Type::list)
        read_list(kind, entry, name);
      else
        read_value(entry.value);
    }
  }

  void read_list(std::string_view kind, const Entry& entry, const std::string& name) {
    if (kind == "set" && format_ != "yaml" && format_ != "json" &&
        (format_ == "properties" || format_ == "shell" || entry.value.items.empty()))
      return loading_.faults.error(entry.span,
                                   name + " is an array, which " + format_ + " has no way to write",
                                   entry.value.items.empty() ? "remove = [\"" + name + "\"]" : "");
    add(".list", "");
    for (const Value& item : entry.value.items)
      if (!item.wrong) read_value(item);
  }

  void read_value(const Value& value) {
    if (value.type == Type::boolean) return add(".raw", value.boolean ? "true" : "false");
    add(value.type == Type::integer ? ".raw" : ".text", to_text(value));
  }

  void read_environment(const Value& table) {
    check_format(table);
    const auto prefix = text_of(table, "prefix");
    if (table.find("prefix") == nullptr || (prefix && prefix->empty()))
      loading_.faults.missing(table.span, "from_env needs prefix",
                              "it says which variables, such as prefix = \"APP_\"");
    add("env_prefix", prefix.value_or(""));
    if (const auto text = text_of(table, "section_separator")) add("env_section_separator", *text);
    add("env_case", text_or(table, "case", "lower"));
    add("env_empty", text_or(table, "empty", "set"));
    for (const std::string& name : texts_of(table, "except")) add("env_except", name);
    const Value* replace = usable(table, "replace");
    if (replace == nullptr) return;
    for (const Entry& entry : replace->entries) {
      if (entry.key.empty()) loading_.faults.error(entry.span, "replace has an empty text to look for");
      add("env_replace", entry.key);
      add(".with", entry.value.text);
    }
  }

  const Value& table_;
  base::Record& record_;
  Loading& loading_;
  std::string format_;
};

}  // namespace

void read_keys(const Value& table, base::Record& record, Loading& loading) {
  Reader{table, record, loading}.read();
}

}  // namespace jeden::config
