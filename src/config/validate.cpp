#include "config/validate.hpp"

#include <algorithm>
#include <vector>

#include "base/suggest.hpp"
#include "config/form.hpp"

namespace jeden::config {
namespace {

// The table that a key was probably taken from, for one that stands in the wrong table.
std::string belongs_to(std::string_view name) {
  for (const Key& section : root_table().keys) {
    const Table* table = section.table;
    if (section.name == "service") table = table->any->table;
    if (table->any == nullptr && table->find(name) != nullptr)
      return std::string{name} + " belongs to " + std::string{table->name};
  }
  return {};
}

std::string unknown_hint(std::string_view name, const Table& table) {
  if (std::string place = belongs_to(name); !place.empty()) return place;
  std::vector<std::string_view> names;
  for (const auto& span : {table.keys, table.shared()})
    for (const Key& key : span) names.push_back(key.name);
  std::string lower{name};
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  std::string_view meant = base::suggest(lower, names);
  if (meant.empty()) meant = base::expand_short(lower, names);
  if (!meant.empty()) return "did you mean " + std::string{meant} + "?";
  std::string hint;
  constexpr std::size_t most_names = 12;
  if (names.size() > most_names) return hint;
  for (const std::string_view known : names)
    hint += (hint.empty() ? "known keys: " : ", ") + std::string{known};
  return hint;
}

bool type_fits(const Value& value, unsigned accepted) {
  switch (value.type) {
    case Type::text: return (accepted & accepts::text) != 0;
    case Type::integer: return (accepted & accepts::integer) != 0;
    case Type::boolean: return (accepted & accepts::boolean) != 0;
    case Type::table: return (accepted & accepts::table) != 0;
    case Type::list: return (accepted & (accepts::list | accepts::tables)) != 0;
    case Type::number:
    case Type::time: return false;
  }
  return false;
}

// The same value as a string, for a hint; empty when it is not that simple.
std::string as_text(const Value& value) {
  if (value.type == Type::integer) return '"' + std::to_string(value.integer) + '"';
  if (value.type == Type::boolean) return value.boolean ? "\"true\"" : "\"false\"";
  return {};
}

std::string in_octal(unsigned number) {
  std::string digits;
  for (; number != 0; number /= 8) digits.insert(digits.begin(), static_cast<char>('0' + number % 8));
  return digits;
}

std::string type_hint(const std::string& name, const Value& value, const Key& key) {
  const bool integer = value.type == Type::integer;
  if ((key.form == Form::duration || key.form == Form::positive_duration) && integer)
    return "write " + name + " = \"" + std::to_string(value.integer) + "s\"";
  if (key.form == Form::mode && integer) {
    constexpr std::int64_t most = 07777;
    const bool octal = value.is_octal && value.integer >= 0 && value.integer <= most;
    return "write " + name + " = \"0" +
           (octal ? in_octal(static_cast<unsigned>(value.integer)) : std::to_string(value.integer)) + '"';
  }
  if (value.type == Type::text && name == "stop") return "write stop_signal = \"" + value.text + '"';
  if (value.type == Type::text && (name == "ready" || name == "live"))
    return "write " + name + " = { wait = \"" + value.text + "\" }";
  if (key.accepts == accepts::list && value.type == Type::text) {
    const bool script = name == "command" || name == "run";
    return "write " + name + " = [\"...\", \"...\"]" + (script ? ", or script = \"...\" for a shell" : "");
  }
  if (key.accepts == accepts::tables && value.type == Type::table)
    return name == "hook" ? "write [[hook]] with two brackets" : "write " + name + " = [ { ... } ]";
  if (type_fits(value, accepts::text | accepts::integer | accepts::boolean) &&
      (key.accepts & accepts::text) != 0 && (key.form == Form::any || key.form == Form::variable))
    return "write " + name + " = " + as_text(value);
  if (name == "service" || key.form == Form::name) return "write [service.NAME]";
  return {};
}

void wrong_type(const std::string& name, Value& value, const Key& key, Faults& faults) {
  value.wrong = true;
  faults.error(value.span,
               name + " is " + std::string{describe(value.type)} + ", expected " + expectation(key),
               type_hint(name, value, key));
}

void check_item(const std::string& name, Value& item, const Key& key, Faults& faults) {
  if ((key.accepts & accepts::tables) != 0 && item.type == Type::table)
    return check_structure(item, *key.table, faults);
  const unsigned scalar =
      (key.accepts & accepts::tables) != 0 ? 0 : accepts::text | (key.accepts & accepts::integer);
  if (type_fits(item, scalar)) {
    if (item.text.find('\0') != std::string::npos) {
      item.wrong = true;
      faults.error(item.span, name + " has a NUL character, which no program can get");
    }
    return;
  }
  item.wrong = true;
  faults.error(item.span,
               name + " holds " + std::string{describe(item.type)} + ", expected " + expectation(key),
               scalar != 0 ? as_text(item).empty() ? "" : "write " + as_text(item) : "");
}

void check_entry(Entry& entry, const Table& table, Faults& faults) {
  const Key* key = table.find(entry.key);
  if (key == nullptr) {
    entry.value.wrong = true;
    return faults.error(entry.span, "unknown key " + entry.key + " in " + std::string{table.name},
                        unknown_hint(entry.key, table));
  }
  if (!type_fits(entry.value, key->accepts)) return wrong_type(entry.key, entry.value, *key, faults);
  if (entry.value.type == Type::table) return check_structure(entry.value, *key->table, faults);
  if (entry.value.type == Type::list)
    for (Value& item : entry.value.items) check_item(entry.key, item, *key, faults);
  if (entry.value.type == Type::text) check_item(entry.key, entry.value, *key, faults);
}

void check_value(const std::string& name, Value& value, const Key& key, Faults& faults) {
  // The scheme of a URL is known even when its host is not.
  const bool scheme = key.form == Form::url && !value.text.starts_with("${");
  if (value.wrong || (value.unknown && !scheme)) return;
  if (value.type == Type::table && key.table != nullptr) return check_forms(value, *key.table, faults);
  for (Value& item : value.items) check_value(name, item, key, faults);
  if (value.type == Type::integer && (value.integer < key.least || value.integer > key.most)) {
    value.wrong = true;
    return faults.error(value.span, name + " = " + std::to_string(value.integer) + " is out of range",
                        std::to_string(key.least) + " to " + std::to_string(key.most) + " is possible");
  }
  if (value.type != Type::text) return;
  const FormFault fault = check_form(value.text, key);
  if (fault.message.empty()) return;
  value.wrong = true;
  faults.error(value.span, name + ": " + fault.message, fault.hint);
}

}  // namespace

void check_structure(Value& value, const Table& table, Faults& faults) {
  for (Entry& entry : value.entries) check_entry(entry, table, faults);
}

void check_forms(Value& value, const Table& table, Faults& faults) {
  for (Entry& entry : value.entries)
    if (const Key* key = table.find(entry.key)) check_value(entry.key, entry.value, *key, faults);
}

}  // namespace jeden::config
