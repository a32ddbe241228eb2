#include "config/steps.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "base/record.hpp"
#include "base/text.hpp"
#include "config/keys.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"
#include "config/settings.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

// Which keys go with an action, and which of them it cannot do without.
struct Action {
  std::string_view name;             // the key, whose value is what the action is about
  std::string_view kind;             // in src/step
  std::string_view needs, may_have;  // separated by blanks
};
constexpr std::array file_actions{
    Action{"directory", "directory", "", "owner mode"},
    Action{"chown", "chown", "owner", ""},
    Action{"symlink", "symlink", "to", ""},
    Action{"remove", "remove", "", ""},
    Action{"copy", "copy", "to", "owner keep_edited"},
    Action{"access", "access", "", "need"},
};
constexpr std::array template_actions{
    Action{"template", "template", "to variables", "suffix once keep_edited owner mode"},
    Action{"text", "text", "to", "once keep_edited owner mode"},
};
constexpr std::array settings_actions{
    Action{"file", "settings", "format",
           "section set append remove from_env quoting separator typed create keep_edited owner mode"},
};
constexpr std::array secret_actions{
    Action{"variable", "secret", "to", "base64 owner mode"},
    Action{"generate", "generate", "", "length alphabet owner mode"},
};

struct Step {
  std::string_view key;
  std::span<const Action> actions;
};
constexpr std::array steps{Step{"files", file_actions}, Step{"templates", template_actions},
                           Step{"settings", settings_actions}, Step{"secrets", secret_actions}};

constexpr std::string_view usual_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// A pipe holds so much before anybody reads; a little is kept for what a small pipe cannot take.
constexpr std::size_t longest_input = 60'000;

bool holds(std::string_view words, std::string_view word) {
  const auto list = split_blanks(words);
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string all_names(const Step& step) {
  std::string names;
  for (const Action& action : step.actions) base::append(names, action.name);
  return names;
}

const Action* action_of(const Value& table, const Step& step, Loading& loading) {
  const std::string title = "entry of " + std::string{step.key};
  const Action* used = nullptr;
  for (const Action& action : step.actions) {
    if (table.find(action.name) == nullptr) continue;
    if (used != nullptr)
      loading.faults.error(
          key_span(table, action.name),
          "one " + title + " has both " + std::string{used->name} + " and " + std::string{action.name},
          "an entry of its own for each: " + std::string{step.key} + " = [ { ... }, { ... } ]");
    used = &action;
  }
  if (used == nullptr)
    loading.faults.missing(
        table.span, "this " + title + " does nothing",
        "it needs " + std::string{step.actions.size() > 1 ? "one of " : ""} + all_names(step));
  return used;
}

void check_companions(const Value& table, const Step& step, const Action& action, Loading& loading) {
  for (const Entry& entry : table.entries) {
    const auto is_action = [&](const Action& other) { return other.name == entry.key; };
    if (entry.key == "optional" || holds(action.needs, entry.key) || holds(action.may_have, entry.key) ||
        std::any_of(step.actions.begin(), step.actions.end(), is_action) || entry.value.wrong)
      continue;
    loading.faults.error(entry.span, entry.key + " does not belong to " + std::string{action.name});
  }
  for (const std::string_view key : split_blanks(action.needs))
    if (table.find(key) == nullptr)
      loading.faults.missing(table.span, std::string{action.name} + " needs " + std::string{key});
}

// What an action gets although the table does not say it.
void add_initial(base::Record& record) {
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!record.find(name)) record.fields.emplace_back(name, value);
  };
  if (record.kind == "access") add("need", "read");
  if (record.kind == "template") add("suffix", ".template");
  if (record.kind == "generate") add("length", "64"), add("alphabet", usual_alphabet);
}

std::optional<base::Record> read_action(const Value& table, const Step& step, Loading& loading) {
  const Action* action = action_of(table, step, loading);
  if (action == nullptr) return std::nullopt;
  check_companions(table, step, *action, loading);
  base::Record record{std::string{action->kind}, {{"path", text_or(table, action->name, "")}}};
  for (const std::string_view key : {"to", "mode", "suffix", "alphabet"})
    if (const auto text = text_of(table, key)) record.fields.emplace_back(key, *text);
  if (const auto owner = read_owner(table, loading))
    record.fields.emplace_back("owner", std::to_string(owner->uid) + ':' + std::to_string(owner->gid));
  if (const auto length = integer_of(table, "length"))
    record.fields.emplace_back("length", std::to_string(*length));
  for (const std::string& need : texts_of(table, "need")) record.fields.emplace_back("need", need);
  for (const std::string& name : texts_of(table, "variables")) record.fields.emplace_back("variable", name);
  for (const std::string_view key : {"optional", "once", "keep_edited", "base64"})
    if (flag_of(table, key)) record.fields.emplace_back(key, "");
  if (record.kind == "settings") read_keys(table, record, loading);
  if (record.kind == "text") {
    // What the file holds may be a secret: names that begin with a dot are not printed.
    std::erase_if(record.fields,
                  [](const auto& field) { return field.first == "path" || field.first == "to"; });
    record.fields.emplace_back("path", text_or(table, "to", ""));
    record.fields.emplace_back(".text", text_or(table, "text", ""));
  }
  add_initial(record);
  return record;
}

const Step* step_of(const Value& hook) {
  for (const Step& step : steps)
    if (hook.find(step.key) != nullptr) return &step;
  return nullptr;
}

}  // namespace

bool has_step(const Value& hook) {
  return step_of(hook) != nullptr;
}

void read_step(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading) {
  const Step& step = *step_of(hook);
  const std::string key{step.key};
  for (const Step& other : steps)
    if (&other != &step && hook.find(other.key) != nullptr)
      loading.faults.error(key_span(hook, other.key),
                           title + " has both " + key + " and " + std::string{other.key},
                           "a hook of its own for each");
  if (has_command(hook) || hook.find("wait") != nullptr)
    loading.faults.error(key_span(hook, key), title + " has both " + key + " and something to run",
                         "a hook of its own for each");
  if (hook.find("stdin") != nullptr)
    loading.faults.error(key_span(hook, "stdin"), "stdin does not belong to " + key);
  std::vector<base::Record> actions;
  const Value* entries = usable(hook, key);
  if (entries == nullptr) return;
  if (entries->items.empty()) loading.faults.error(entries->span, key + " has no entry");
  for (const Value& entry : entries->items)
    if (!entry.wrong)
      if (auto action = read_action(entry, step, loading)) actions.push_back(std::move(*action));
  unit.program.own_binary = true;
  unit.program.words = {"jeden", "step", "--unit", unit.name};
  unit.program.input = base::encode(actions);
  if (unit.program.input.size() > longest_input)
    loading.faults.error(entries->span, key + " is too long for one hook", "spread it over several hooks");
}

}  // namespace jeden::config
