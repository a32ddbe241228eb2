#include "config/roles.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/suggest.hpp"
#include "config/expand.hpp"
#include "config/form.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"
#include "core/action.hpp"

namespace jeden::config {
namespace {

using core::UnitId;

// The role of a life in which nothing names one.
constexpr std::string_view usual_role = "main";

// Keys that say the same thing in several ways: one in the role replaces each of the others in [main].
using Group = std::array<std::string_view, 3>;
constexpr std::array groups{Group{"command", "run", "script"}, Group{"stop", "stop_signal", "stop_command"}};

void remove(Value& table, std::string_view key) {
  std::erase_if(table.entries, [&](const Entry& entry) { return entry.key == key; });
}

void overlay(Value& below, const Value& above) {
  for (const Entry& entry : above.entries) {
    for (const Group& group : groups)
      if (std::find(group.begin(), group.end(), entry.key) != group.end())
        for (const std::string_view other : group)
          if (above.find(other) == nullptr) remove(below, other);
    Value* found = below.find(entry.key);
    const bool merge = entry.key == "env" || entry.key == "limits" || entry.key == "default_flags";
    if (found == nullptr)
      below.entries.push_back(entry);
    else if (merge && found->type == Type::table && entry.value.type == Type::table)
      overlay(*found, entry.value);
    else
      remove(below, entry.key), below.entries.push_back(entry);
  }
}

std::vector<std::string_view> names_of(const Value& root) {
  std::vector<std::string_view> names{usual_role};
  if (const Value* roles = usable(root, "role"))
    for (const Entry& entry : roles->entries) names.emplace_back(entry.key);
  return names;
}

std::string hint_for(std::string_view name, const Value& root) {
  const std::string_view meant = base::suggest(name, names_of(root));
  return meant.empty() ? "a role is a table [role.NAME]" : "did you mean " + std::string{meant} + "?";
}

// What [main] role says; empty when it says nothing, or what it refers to is not set.
std::string configured_role(const Value& root, Loading& loading) {
  const Value* main = usable(root, "main");
  const Value* key = main != nullptr ? usable(*main, "role") : nullptr;
  if (key == nullptr) return {};
  Value value = *key;
  expand_text(
      value, [&](std::string_view name) { return loading.find(name); }, loading.faults);
  if (value.wrong || value.unknown || value.text.empty() || value.text == usual_role) return {};
  const Value* roles = usable(root, "role");
  if (roles != nullptr && roles->find(value.text) != nullptr) return value.text;
  loading.faults.absent(key->span, "there is no role " + value.text, hint_for(value.text, root));
  return {};
}

void put_over_main(Value& root, std::string_view name, Loading& loading) {
  Value* roles = root.find("role");
  const Value* role = roles->find(name);
  loading.role = name;
  if (root.find("main") == nullptr) {
    Value main;
    main.span = role->span;
    root.entries.push_back({"main", role->span, main});
    roles = root.find("role");
    role = roles->find(name);
  }
  overlay(*root.find("main"), *role);
  remove(*roles, name);  // it has been said once now
}

}  // namespace

bool take_role(Value& root, std::vector<std::string>& words, Loading& loading) {
  const Value* roles = usable(root, "role");
  if (roles != nullptr)
    for (const Entry& entry : roles->entries)
      if (!is_unit_name(entry.key) || entry.key == usual_role)
        loading.faults.error(
            entry.span, "a role cannot have this name",
            entry.key == usual_role ? "main is what [main] is without a role" : std::string{unit_name_rule});
  const Value* named = roles != nullptr && !words.empty() ? usable(*roles, words[0]) : nullptr;
  if (named != nullptr) {
    const std::string name = words[0];
    if (has_command(*named)) words.erase(words.begin());
    put_over_main(root, name, loading);
    return true;
  }
  if (!words.empty() && !words[0].starts_with('-')) return false;
  if (const std::string name = configured_role(root, loading); !name.empty())
    put_over_main(root, name, loading);
  return false;
}

bool is_of_role(const Value& table, const Loading& loading) {
  if (usable(table, "roles") == nullptr) return true;
  const std::vector<std::string> roles = texts_of(table, "roles");
  return std::find(roles.begin(), roles.end(), loading.role) != roles.end();
}

void check_roles(const Value& root, Loading& loading) {
  std::vector<std::string_view> known = names_of(root);
  known.emplace_back(loading.role);  // its table lies over [main] by now
  const auto check = [&](const Value& table) {
    for (const Value* item : items_of(table, "roles"))
      if (!item->unknown && std::find(known.begin(), known.end(), item->text) == known.end())
        loading.faults.missing(item->span, "there is no role " + item->text, hint_for(item->text, root));
  };
  for (const Value* hook : items_of(root, "hook")) check(*hook);
  if (const Value* services = usable(root, "service"))
    for (const Entry& entry : services->entries) check(entry.value);
}

namespace {

// A group that is done once is done as a whole or not at all: otherwise its marker would say what is not so.
bool is_of_partial_group(const std::vector<Draft>& drafts, std::size_t id, const Loading& loading) {
  const core::Unit& unit = drafts[id].unit;
  const std::size_t gate = unit.is_gate ? id : unit.gate.value_or(core::no_unit);
  return std::any_of(drafts.begin(), drafts.end(), [&](const Draft& other) {
    return other.unit.gate == gate && other.unit.kind == core::UnitKind::hook &&
           !is_of_role(*other.table, loading);
  });
}

}  // namespace

void leave_out_other_roles(std::vector<Draft>& drafts, const Loading& loading) {
  std::vector<bool> out(drafts.size());
  for (std::size_t id = 0; id < drafts.size(); ++id) {
    core::Unit& unit = drafts[id].unit;
    if (unit.kind == core::UnitKind::main) continue;
    if (is_of_role(*drafts[id].table, loading) && !is_of_partial_group(drafts, id, loading)) continue;
    unit.skip = true;
    out[id] = unit.kind == core::UnitKind::service;
  }
  if (std::find(out.begin(), out.end(), true) == out.end()) return;
  // A unit that is left out stands for what it came after.
  const auto expanded = [&](const std::vector<UnitId>& after) {
    std::vector<UnitId> todo = after, result;
    std::vector<bool> seen(drafts.size());  // a cycle has been reported, and must not be one for us
    while (!todo.empty()) {
      const UnitId id = todo.back();
      todo.pop_back();
      if (seen[id]) continue;
      seen[id] = true;
      if (out[id])
        todo.insert(todo.end(), drafts[id].unit.after.begin(), drafts[id].unit.after.end());
      else
        result.push_back(id);
    }
    std::sort(result.begin(), result.end());
    return result;
  };
  std::vector<UnitId> renamed(drafts.size());
  std::vector<Draft> kept;
  for (std::size_t id = 0; id < drafts.size(); ++id)
    renamed[id] =
        static_cast<UnitId>(id - static_cast<std::size_t>(std::count(
                                     out.begin(), out.begin() + static_cast<std::ptrdiff_t>(id), true)));
  for (std::size_t id = 0; id < drafts.size(); ++id) {
    if (out[id]) continue;
    Draft draft = drafts[id];
    draft.unit.after = expanded(draft.unit.after);
    for (UnitId& other : draft.unit.after) other = renamed[other];
    if (draft.unit.until) draft.unit.until = renamed[*draft.unit.until];
    if (draft.unit.gate && out[*draft.unit.gate]) draft.unit.gate.reset();
    if (draft.unit.gate) draft.unit.gate = renamed[*draft.unit.gate];
    kept.push_back(std::move(draft));
  }
  drafts = std::move(kept);
}

}  // namespace jeden::config
