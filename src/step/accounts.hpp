// The user database as text. Pure: lines that are not understood stay as they are.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace jeden::step {

struct Account {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  std::string home;
};

// Of /etc/passwd: the first entry of that name, or of that number.
std::optional<Account> find_user(std::string_view passwd, std::string_view name);
std::optional<Account> find_user(std::string_view passwd, uid_t uid);

// /etc/passwd with other numbers for the first user of that name.
std::string with_numbers(std::string_view passwd, std::string_view name, uid_t uid, gid_t gid);
// /etc/group with another number for each group that has the old one.
std::string with_group_number(std::string_view group, gid_t old_gid, gid_t new_gid);

// "name:x:1000:1000::/home:/sbin/nologin" with a newline.
std::string passwd_line(const Account& account);

}  // namespace jeden::step
