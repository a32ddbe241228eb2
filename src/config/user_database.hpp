// [identity]: other numbers for a user of the image, and an entry for a user that the image does not know.
#pragma once

#include <optional>
#include <string_view>

#include "config/loading.hpp"
#include "config/settings.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// Takes note of what names of users stand for from now on, since programs go by numbers that are known before
// the first starts. What comes back is a hook that writes the database, and has to run before everything
// else. To be called before the units are read.
std::optional<core::Unit> read_identity(const Value& root, Loading& loading);

// What the database is going to say about a user or group that has just been looked up in it by `spec`.
void renumber(User& user, std::string_view spec, const Loading& loading);
gid_t renumbered_group(gid_t found, std::string_view spec, const Loading& loading);

}  // namespace jeden::config
