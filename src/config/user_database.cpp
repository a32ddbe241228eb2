#include "config/user_database.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/number.hpp"
#include "base/record.hpp"
#include "base/suggest.hpp"
#include "config/reading.hpp"
#include "process/users.hpp"

namespace jeden::config {
namespace {

constexpr unsigned largest_id = 4'294'967'294U;

std::optional<unsigned> number(std::string_view text) {
  const auto value = base::parse_number<unsigned>(text);
  return value && *value <= largest_id ? value : std::nullopt;
}

// uid and gid of the table; what is empty or missing stays as it is.
unsigned number_or(const Value& table, std::string_view key, unsigned initial, Loading& loading) {
  const Value* value = usable(table, key);
  if (value == nullptr || value->unknown || to_text(*value).empty()) return initial;
  if (const auto found = number(to_text(*value))) return *found;
  loading.faults.absent(value->span, std::string{key} + " is \"" + to_text(*value) + "\", which is no number",
                        "a number from 0 to 4294967294");
  return initial;
}

void read_remap(const Value& table, std::vector<base::Record>& records, Loading& loading) {
  const Value* name = usable(table, "user");
  if (name == nullptr)
    return loading.faults.missing(table.span, "remap names no user",
                                  "user = \"app\", uid = \"${PUID:-1000}\"");
  if (name->unknown) return;
  const process::ResolvedUser found = process::resolve_user(name->text, loading.surroundings.root);
  if (!found.error.empty() || found.name != name->text || number(name->text)) {
    const auto names = process::user_names(loading.surroundings.root);
    const std::vector<std::string_view> views{names.begin(), names.end()};
    const std::string_view meant = base::suggest(name->text, views);
    return loading.faults.absent(name->span, "user " + name->text + " does not exist",
                                 meant.empty() ? "" : "did you mean " + std::string{meant} + "?");
  }
  const core::Identity& old = found.identity;
  const unsigned uid = number_or(table, "uid", old.uid, loading),
                 gid = number_or(table, "gid", old.gid, loading);
  if (uid == 0 && old.uid != 0)
    loading.faults.warning(key_span(table, "uid"), name->text + " becomes root by the number 0");
  if (loading.surroundings.changes_user) loading.renumbered = Renumbered{name->text, old.gid, uid, gid};
  records.push_back(
      {"renumber", {{"path", name->text}, {"uid", std::to_string(uid)}, {"gid", std::to_string(gid)}}});
  for (const std::string& path : texts_of(table, "chown"))
    records.push_back(
        {"chown", {{"path", path}, {"owner", std::to_string(uid) + ':' + std::to_string(gid)}}});
}

// Whom main runs as, or else whoever jeden is.
std::optional<core::Identity> identity_of_main(const Value& root, const Loading& loading) {
  const Value* main = usable(root, "main");
  const Value* user = main != nullptr ? usable(*main, "user") : nullptr;
  if (user == nullptr || !loading.surroundings.changes_user)
    return core::Identity{::geteuid(), ::getegid(), {}};
  if (user->unknown) return std::nullopt;
  const process::ResolvedUser found = process::resolve_user(to_text(*user), loading.surroundings.root);
  return found.error.empty() && number(found.name) ? std::optional{found.identity} : std::nullopt;
}

// HOME of a user whom the engine does not know is "/", where nobody can write.
void read_entry(const Value& root, const Value& entry, std::vector<base::Record>& records, Loading& loading) {
  if (entry.type == Type::boolean && !entry.boolean) return;
  const auto identity = identity_of_main(root, loading);
  if (!identity) return;
  const std::string digits = std::to_string(identity->uid);
  if (process::resolve_user(digits, loading.surroundings.root).name != digits) return;
  const std::string given = loading.environment.find("HOME").value_or("");
  const std::string name = text_or(entry, "name", "user");
  const std::string home = text_or(entry, "home", given.empty() ? "/" : given);
  for (const std::string& field : {name, home})
    if (field.empty() || field.find_first_of(":\n") != std::string::npos)
      return loading.faults.error(entry.span, "name and home cannot be empty or hold \":\" or a new line");
  records.push_back(
      {"passwd_entry",
       {{"path", name}, {"uid", digits}, {"gid", std::to_string(identity->gid)}, {"home", home}}});
  loading.added = AddedUser{identity->uid, name, home};
  if (identity->uid != ::geteuid()) return;
  const auto set = [&](std::string_view variable, const std::string& value) {
    if (!loading.own_variables.contains(variable)) loading.environment.set(variable, value);
  };
  if (given.empty() || given == "/") set("HOME", home);
  for (const std::string_view variable : {"USER", "LOGNAME"})
    if (!loading.environment.find(variable)) set(variable, name);
}

}  // namespace

std::optional<core::Unit> read_identity(const Value& root, Loading& loading) {
  const Value* identity = usable(root, "identity");
  if (identity == nullptr) return std::nullopt;
  std::vector<base::Record> records;
  if (const Value* remap = usable(*identity, "remap")) read_remap(*remap, records, loading);
  if (const Value* entry = usable(*identity, "passwd_entry")) read_entry(root, *entry, records, loading);
  if (records.empty()) return std::nullopt;
  core::Unit unit;
  unit.name = "identity";
  unit.program.own_binary = true;
  unit.program.words = {"jeden", "step", "--unit", unit.name};
  unit.program.environment = loading.environment.entries();
  unit.program.input = base::encode(records);
  return unit;
}

void renumber(User& user, std::string_view spec, const Loading& loading) {
  if (loading.added && user.identity.uid == loading.added->uid &&
      user.name == std::to_string(loading.added->uid)) {
    user.name = loading.added->name;
    user.home = loading.added->home;
  }
  if (!loading.renumbered) return;
  const Renumbered& change = *loading.renumbered;
  const std::size_t colon = spec.find(':');
  const bool same = spec.substr(0, colon) == change.user;
  const bool by_name = colon != std::string_view::npos && !number(spec.substr(colon + 1));
  const bool group_moves = change.old_gid != 0;
  std::vector<gid_t>& groups = user.identity.groups;
  const bool own_group =
      same && (colon == std::string_view::npos || (by_name && user.identity.gid == change.old_gid));
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (groups[i] == change.old_gid && ((i == 0 && own_group) || (group_moves && (by_name || i > 0))))
      groups[i] = change.gid;
  if (user.identity.gid == change.old_gid && (own_group || (group_moves && by_name)))
    user.identity.gid = change.gid;
  if (same) user.identity.uid = change.uid;
}

gid_t renumbered_group(gid_t found, std::string_view spec, const Loading& loading) {
  const auto& change = loading.renumbered;
  const bool moves = change && change->old_gid != 0 && found == change->old_gid && !number(spec);
  return moves ? change->gid : found;
}

}  // namespace jeden::config
