#include "step/accounts.hpp"

#include <vector>

#include "base/number.hpp"
#include "base/text.hpp"

namespace jeden::step {
namespace {

std::optional<Account> account_of(std::string_view line) {
  const auto fields = base::split(line, ':');
  if (fields.size() < 6 || fields[0].empty()) return std::nullopt;
  const auto uid = base::parse_number<uid_t>(fields[2]), gid = base::parse_number<gid_t>(fields[3]);
  if (!uid || !gid) return std::nullopt;
  return Account{std::string{fields[0]}, *uid, *gid, std::string{fields[5]}};
}

template <typename Fits>
std::optional<Account> find_first(std::string_view passwd, Fits fits) {
  for (const std::string_view line : base::split(passwd, '\n'))
    if (auto account = account_of(line); account && fits(*account)) return account;
  return std::nullopt;
}

// The text with each line changed as `change` says.
template <typename Change>
std::string each_line(std::string_view text, Change change) {
  std::string result;
  bool first = true;
  for (const std::string_view line : base::split(text, '\n')) {
    if (!first) result += '\n';
    first = false;
    result += change(line);
  }
  return result;
}

std::string joined(const std::vector<std::string_view>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ':';
    line += fields[i];
  }
  return line;
}

}  // namespace

std::optional<Account> find_user(std::string_view passwd, std::string_view name) {
  return find_first(passwd, [&](const Account& account) { return account.name == name; });
}

std::optional<Account> find_user(std::string_view passwd, uid_t uid) {
  return find_first(passwd, [&](const Account& account) { return account.uid == uid; });
}

std::string with_numbers(std::string_view passwd, std::string_view name, uid_t uid, gid_t gid) {
  const std::string new_uid = std::to_string(uid), new_gid = std::to_string(gid);
  bool done = false;
  return each_line(passwd, [&](std::string_view line) {
    const auto account = account_of(line);
    if (done || !account || account->name != name) return std::string{line};
    done = true;
    auto fields = base::split(line, ':');
    fields[2] = new_uid;
    fields[3] = new_gid;
    return joined(fields);
  });
}

std::string with_group_number(std::string_view group, gid_t old_gid, gid_t new_gid) {
  const std::string gid = std::to_string(new_gid);
  return each_line(group, [&](std::string_view line) {
    auto fields = base::split(line, ':');
    if (fields.size() < 3 || fields[0].empty() || base::parse_number<gid_t>(fields[2]) != old_gid)
      return std::string{line};
    fields[2] = gid;
    return joined(fields);
  });
}

std::string passwd_line(const Account& account) {
  return account.name + ":x:" + std::to_string(account.uid) + ':' + std::to_string(account.gid) +
         "::" + account.home + ":/sbin/nologin\n";
}

}  // namespace jeden::step
