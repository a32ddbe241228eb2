#include "config/settings.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/form.hpp"
#include "config/reading.hpp"
#include "config/user_database.hpp"
#include "process/capabilities.hpp"
#include "process/identity.hpp"
#include "process/limits.hpp"
#include "process/users.hpp"

namespace jeden::config {
namespace {

template <typename Names>
std::string meant(std::string_view word, const Names& names) {
  const std::vector<std::string_view> views{names.begin(), names.end()};
  const std::string_view found = base::suggest(word, views);
  return found.empty() ? "" : "did you mean " + std::string{found} + "?";
}

std::string lower_case(std::string_view text) {
  std::string result = base::lower(text);
  if (result.starts_with("cap_")) result.erase(0, 4);
  return result;
}

std::optional<User> look_up_user(const Value& value, Loading& loading) {
  const std::string spec = to_text(value), &root = loading.surroundings.root;
  process::ResolvedUser found = process::resolve_user(spec, root);
  if (found.error.empty()) {
    User user{std::move(found.identity), found.name, found.home};
    renumber(user, spec, loading);
    return user;
  }
  const std::size_t colon = spec.find(':');
  if (spec.empty() || colon == 0 || colon + 1 == spec.size()) {
    loading.faults.error(value.span, found.error, "write \"user\" or \"user:group\"");
    return std::nullopt;
  }
  const bool group = found.error.starts_with("group ");
  loading.faults.absent(value.span, found.error,
                        group ? meant(spec.substr(colon + 1), process::group_names(root))
                              : meant(spec.substr(0, colon), process::user_names(root)));
  return std::nullopt;
}

// Whether the user of a program is left out since this process cannot become anybody else. To ask for root
// all the same stays an error: what needs root would not do as anybody.
bool keeps_own_user(const User& user, Span span, Loading& loading) {
  if (loading.surroundings.changes_user || loading.checking()) return false;
  if (user.identity.uid == 0 || process::is_current(user.identity)) return false;
  if (!loading.kept_user)
    loading.faults.warning(span, "this is uid " + std::to_string(::geteuid()) +
                                     ", which cannot become another user: everything runs as that one");
  loading.kept_user = true;
  return true;
}

void read_limit(const Entry& entry, core::Settings& settings, Loading& loading) {
  const auto resource = process::parse_limit_name(entry.key);
  if (!resource || entry.value.wrong) return;
  const auto parse = [](const Value* value) -> std::optional<std::uint64_t> {
    std::uint64_t limit = 0;
    if (value == nullptr || value->unknown || !parse_limit(to_text(*value), limit)) return std::nullopt;
    return limit;
  };
  const bool apart = entry.value.type == Type::table;
  const auto soft = parse(apart ? usable(entry.value, "soft") : &entry.value);
  const auto hard = parse(apart ? usable(entry.value, "hard") : &entry.value);
  if (!soft && !hard) return;
  const core::Limit limit{*resource, soft ? *soft : *hard, hard ? *hard : *soft};
  if (limit.soft > limit.hard)
    loading.faults.error(entry.value.span, "the soft limit of " + entry.key + " is above the hard one");
  settings.limits.push_back(limit);
}

void read_capabilities(const Value& table, core::Settings& settings, Loading& loading) {
  if (usable(table, "capabilities") == nullptr) return;
  process::CapabilitySet keep = 0;
  for (const Value* item : items_of(table, "capabilities")) {
    if (item->unknown) continue;
    if (const auto capability = process::parse_capability(item->text))
      keep |= process::capability_bit(*capability);
    else
      loading.faults.error(item->span, '"' + item->text + "\" is not a capability",
                           meant(lower_case(item->text), process::capability_names()));
  }
  settings.capabilities.keep = keep;
}

}  // namespace

std::optional<User> read_user(const Value& table, Loading& loading) {
  const Value* value = usable(table, "user");
  std::optional<User> user;
  if (value != nullptr && !value->unknown) user = look_up_user(*value, loading);
  if (value == nullptr && usable(table, "groups") != nullptr)
    user = User{{::geteuid(), ::getegid(), {}}, {}, {}};
  for (const Value* item : items_of(table, "groups")) {
    if (item->unknown) continue;
    auto group = process::resolve_group(to_text(*item), loading.surroundings.root);
    if (group) group = renumbered_group(*group, to_text(*item), loading);
    if (!group) {
      loading.faults.absent(item->span, "group " + item->text + " does not exist",
                            meant(item->text, process::group_names(loading.surroundings.root)));
    } else if (user && std::find(user->identity.groups.begin(), user->identity.groups.end(), *group) ==
                           user->identity.groups.end()) {
      user->identity.groups.push_back(*group);
    }
  }
  if (user && keeps_own_user(*user, key_span(table, value != nullptr ? "user" : "groups"), loading))
    return std::nullopt;
  return user;
}

std::optional<core::Identity> read_owner(const Value& table, Loading& loading) {
  const Value* value = usable(table, "owner");
  if (value == nullptr || value->unknown) return std::nullopt;
  const auto user = look_up_user(*value, loading);
  return user ? std::optional{user->identity} : std::nullopt;
}

void read_settings(const Value& table, core::Settings& settings, Loading& loading) {
  settings.working_directory = text_or(table, "working_directory", "");
  unsigned mode = 0;
  if (const auto umask = text_of(table, "umask"); umask && parse_mode(*umask, mode))
    settings.umask = mode & 0777U;
  if (const Value* limits = usable(table, "limits"))
    for (const Entry& entry : limits->entries) read_limit(entry, settings, loading);
  if (const auto nice = integer_of(table, "nice")) settings.nice = static_cast<int>(*nice);
  if (const auto score = integer_of(table, "oom_score_adjust"))
    settings.oom_score_adjust = static_cast<int>(*score);
  settings.no_new_privileges = flag_of(table, "no_new_privileges");
  read_capabilities(table, settings, loading);
}

}  // namespace jeden::config
