// Users and groups from /etc/passwd and /etc/group, read directly: getpwnam(3) in a static executable would
// load shared objects of the C library that the image may not have.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/program.hpp"

namespace jeden::process {

struct ResolvedUser {
  core::Identity identity;
  std::string name;   // for USER and LOGNAME; the number as text when the user database does not know it
  std::string home;   // "/" when the user database does not know it, as container engines do
  std::string error;  // not empty: what could not be found; the rest is meaningless then
};

// Resolves "app", "app:group", "1000", "1000:1000"; ":group" is refused.
//  * A name must exist in <root>/etc/passwd or <root>/etc/group; a number need not.
//  * Without a group: the primary group and every group that lists the user. A number without an entry gets
//  group 0,
//    as container engines do.
//  * With a group other than the primary one: that group alone, as container engines do.
// A missing user database is an empty one.
ResolvedUser resolve_user(std::string_view spec, const std::string& root = "");

// A group's number from its name or its number; nullopt for an unknown name.
std::optional<gid_t> resolve_group(std::string_view spec, const std::string& root = "");

// The names in the user database, for "did you mean".
std::vector<std::string> user_names(const std::string& root = "");
std::vector<std::string> group_names(const std::string& root = "");

}  // namespace jeden::process
