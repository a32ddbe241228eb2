#include "process/users.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace jeden::process {
namespace {

constexpr std::size_t largest_database = 64U << 20U;
constexpr unsigned largest_id =
    4'294'967'294U;  // one less than -1, which means "leave as it is" to chown and setuid

std::optional<unsigned> parse_id(std::string_view text) {
  const auto id = base::parse_number<unsigned>(text);
  return id && *id <= largest_id ? id : std::nullopt;
}

// Calls `look` with the fields of each well-formed line until it returns true.
template <typename Look>
void for_each_line(const std::string& path, std::size_t fields, Look look) {
  std::string content;
  if (base::read_file(path, content, largest_database)) return;
  for (const std::string_view line : base::split(content, '\n')) {
    const auto parts = base::split(line, ':');
    if (parts.size() >= fields && !parts[0].empty() && look(parts)) return;
  }
}

struct Account {
  std::string name, home;
  uid_t uid = 0;
  gid_t gid = 0;
};

std::optional<Account> find_account(std::string_view spec, const std::string& root) {
  const auto number = parse_id(spec);
  std::optional<Account> found;
  for_each_line(root + "/etc/passwd", 6, [&](const auto& field) {
    const auto uid = parse_id(field[2]);
    const auto gid = parse_id(field[3]);
    if (!uid || !gid || (field[0] != spec && uid != number)) return false;
    found = Account{std::string{field[0]}, std::string{field[5]}, *uid, *gid};
    return true;
  });
  return found;
}

std::vector<gid_t> groups_of(const Account& account, const std::string& root) {
  std::vector<gid_t> groups{account.gid};
  for_each_line(root + "/etc/group", 4, [&](const auto& field) {
    const auto gid = parse_id(field[2]);
    const auto members = base::split(field[3], ',');
    if (gid && std::find(members.begin(), members.end(), account.name) != members.end() &&
        std::find(groups.begin(), groups.end(), *gid) == groups.end())
      groups.push_back(*gid);
    return false;
  });
  return groups;
}

std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  for_each_line(path, 3, [&](const auto& field) {
    names.emplace_back(field[0]);
    return false;
  });
  return names;
}

ResolvedUser failure(std::string message) {
  ResolvedUser result;
  result.error = std::move(message);
  return result;
}

}  // namespace

std::optional<gid_t> resolve_group(std::string_view spec, const std::string& root) {
  std::optional<gid_t> found;
  for_each_line(root + "/etc/group", 3, [&](const auto& field) {
    if (field[0] == spec) found = parse_id(field[2]);
    return found.has_value();
  });
  return found ? found : parse_id(spec);
}

ResolvedUser resolve_user(std::string_view spec, const std::string& root) {
  const std::size_t colon = spec.find(':');
  const std::string_view user = spec.substr(0, colon);
  if (user.empty()) return failure("the name of the user is empty");
  auto account = find_account(user, root);
  if (!account) {
    const auto uid = parse_id(user);
    if (!uid) return failure("user " + std::string{user} + " does not exist");
    account = Account{std::string{user}, "/", *uid, 0};
  }
  ResolvedUser result;
  result.name = account->name;
  result.home = account->home.empty() ? "/" : account->home;
  result.identity = {account->uid, account->gid, groups_of(*account, root)};
  if (colon == std::string_view::npos) return result;
  const std::string_view group = spec.substr(colon + 1);
  if (group.empty()) return failure("the name of the group is empty");
  const auto gid = resolve_group(group, root);
  if (!gid) return failure("group " + std::string{group} + " does not exist");
  if (*gid != account->gid) result.identity = {account->uid, *gid, {*gid}};
  return result;
}

std::vector<std::string> user_names(const std::string& root) {
  return names_in(root + "/etc/passwd");
}
std::vector<std::string> group_names(const std::string& root) {
  return names_in(root + "/etc/group");
}

}  // namespace jeden::process
