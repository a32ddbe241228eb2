// Owners and modes: reading them, setting them, and what to say when that is refused.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/record.hpp"

namespace jeden::step {

struct Owner {
  uid_t uid = 0;
  gid_t gid = 0;
  bool owns(const struct stat& status) const { return status.st_uid == uid && status.st_gid == gid; }
};

// The fields "owner" and "mode"; none when the field is missing or not what config writes.
std::optional<Owner> owner_of(const base::Record& action);
std::optional<mode_t> mode_of(const base::Record& action);

std::string to_text(const Owner& owner);  // "1000:1000"
// "owned by 0:0, mode 0755"
std::string standing(const struct stat& status);

// "cannot VERB PATH: Permission denied; PARENT is owned by 0:0, mode 0755, and this is uid 1000, gid 1000:
// run the hook as root, ...". What to do depends on the error.
std::string refusal(std::string_view verb, const std::string& path, int error);
// Of a path that so many directories lead to.
std::string too_deep(const std::string& path, unsigned levels);

}  // namespace jeden::step
