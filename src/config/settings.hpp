// User, groups, limits and the other settings of a process.
#pragma once

#include <optional>
#include <string>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/program.hpp"

namespace jeden::config {

struct User {
  core::Identity identity;
  std::string name, home;  // both empty when only groups were given
};

// The keys user and groups; nullopt when neither says anything, or the user does not exist.
std::optional<User> read_user(const Value& table, Loading& loading);

// The key owner as a user with that user's group, or both halves of "user:group".
std::optional<core::Identity> read_owner(const Value& table, Loading& loading);

// All other settings.
void read_settings(const Value& table, core::Settings& settings, Loading& loading);

}  // namespace jeden::config
