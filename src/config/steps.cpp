#include "config/steps.hpp"

#include <array>
#include <optional>
#include <vector>

#include "base/record.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"
#include "config/settings.hpp"

namespace jeden::config {
namespace {

constexpr std::array<std::string_view, 1> step_keys{"files"};

// Which keys go with an action, and which of them it cannot do without.
struct Action {
  std::string_view name;
  std::string_view needs;
  std::array<std::string_view, 2> may_have;
};
constexpr std::array file_actions{
    Action{"directory", {}, {"owner", "mode"}},
    Action{"chown", "owner", {}},
    Action{"symlink", "to", {}},
    Action{"remove", {}, {}},
    Action{"copy", "to", {"owner"}},
    Action{"access", {}, {"need"}},
};
constexpr std::array<std::string_view, 4> companions{"to", "owner", "mode", "need"};

// A pipe holds so much before anybody reads; a little is kept for what a small pipe cannot take.
constexpr std::size_t longest_input = 60'000;

std::string all_names() {
  std::string names;
  for (const Action& action : file_actions) names += (names.empty() ? "" : ", ") + std::string{action.name};
  return names;
}

const Action* action_of(const Value& table, Loading& loading) {
  const Action* used = nullptr;
  for (const Action& action : file_actions) {
    if (table.find(action.name) == nullptr) continue;
    if (used != nullptr)
      loading.faults.error(
          key_span(table, action.name),
          "one entry of files has both " + std::string{used->name} + " and " + std::string{action.name},
          "an entry of its own for each: files = [ { ... }, { ... } ]");
    used = &action;
  }
  if (used == nullptr)
    loading.faults.missing(table.span, "this entry of files does nothing", "it needs one of " + all_names());
  return used;
}

void check_companions(const Value& table, const Action& action, Loading& loading) {
  for (const std::string_view key : companions) {
    const bool fits = key == action.needs || key == action.may_have[0] || key == action.may_have[1];
    if (table.find(key) != nullptr && !fits)
      loading.faults.error(key_span(table, key),
                           std::string{key} + " does not belong to " + std::string{action.name});
  }
  if (!action.needs.empty() && table.find(action.needs) == nullptr)
    loading.faults.missing(table.span, std::string{action.name} + " needs " + std::string{action.needs});
}

std::optional<base::Record> read_file_action(const Value& table, Loading& loading) {
  const Action* action = action_of(table, loading);
  if (action == nullptr) return std::nullopt;
  check_companions(table, *action, loading);
  base::Record record{std::string{action->name}, {{"path", text_or(table, action->name, "")}}};
  for (const std::string_view key : {"to", "mode"})
    if (const auto text = text_of(table, key)) record.fields.emplace_back(key, *text);
  if (const auto owner = read_owner(table, loading))
    record.fields.emplace_back("owner", std::to_string(owner->uid) + ':' + std::to_string(owner->gid));
  for (const std::string& need : texts_of(table, "need")) record.fields.emplace_back("need", need);
  if (action->name == "access" && table.find("need") == nullptr) record.fields.emplace_back("need", "read");
  if (flag_of(table, "optional")) record.fields.emplace_back("optional", "");
  return record;
}

}  // namespace

std::string_view step_key(const Value& hook) {
  for (const std::string_view key : step_keys)
    if (hook.find(key) != nullptr) return key;
  return {};
}

void read_step(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading) {
  const std::string_view key = step_key(hook);
  if (has_command(hook) || hook.find("wait") != nullptr)
    loading.faults.error(key_span(hook, key),
                         title + " has both " + std::string{key} + " and something to run",
                         "a hook of its own for each");
  if (hook.find("stdin") != nullptr)
    loading.faults.error(key_span(hook, "stdin"), "stdin does not belong to " + std::string{key});
  std::vector<base::Record> actions;
  const Value* entries = usable(hook, key);
  if (entries == nullptr) return;
  if (entries->items.empty()) loading.faults.error(entries->span, std::string{key} + " has no entry");
  for (const Value& entry : entries->items)
    if (!entry.wrong)
      if (auto action = read_file_action(entry, loading)) actions.push_back(std::move(*action));
  unit.program.own_binary = true;
  unit.program.words = {"jeden", "step", "--unit", unit.name};
  unit.program.input = base::encode(actions);
  if (unit.program.input.size() > longest_input)
    loading.faults.error(entries->span, std::string{key} + " is too long for one hook",
                         "spread it over several hooks");
}

}  // namespace jeden::config
