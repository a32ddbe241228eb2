#include "process/identity.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "process/capability_sets.hpp"

namespace jeden::process {
namespace {

const char* hint_for(int error, const char* capability) {
  if (error == EPERM) return capability;
  return error == EINVAL ? "the number is not mapped in this user namespace" : "";
}

std::vector<gid_t> current_groups() {
  std::vector<gid_t> groups;
  const int count = ::getgroups(0, nullptr);
  if (count <= 0) return groups;
  groups.resize(static_cast<std::size_t>(count));
  const int filled = ::getgroups(count, groups.data());
  groups.resize(filled < 0 ? 0 : static_cast<std::size_t>(filled));
  return groups;
}

// Whether the process has every wanted group already, be it as its primary one.
bool has_groups(const core::Identity& wanted) {
  const std::vector<gid_t> found = current_groups();
  return std::all_of(wanted.groups.begin(), wanted.groups.end(), [&](gid_t group) {
    return group == wanted.gid || std::find(found.begin(), found.end(), group) != found.end();
  });
}

Outcome set_groups(const core::Identity& identity) {
  if (::setgroups(identity.groups.size(), identity.groups.data()) == 0) return std::nullopt;
  const int error = errno;
  if (error == EPERM && is_current(identity) && has_groups(identity)) return std::nullopt;
  return Failure{"set the groups", error, hint_for(error, "this needs CAP_SETGID")};
}

bool regains_root(const core::Identity& identity, std::uint64_t capabilities) {
  const auto may = [&](int capability) { return (capabilities >> capability & 1) != 0; };
  if (identity.uid != 0 && !may(CAP_SETUID) && ::setresuid(0, 0, 0) == 0) return true;
  return identity.uid != 0 && identity.gid != 0 && !may(CAP_SETGID) && ::setresgid(0, 0, 0) == 0;
}

}  // namespace

bool is_current(const core::Identity& identity) {
  uid_t real = 0, effective = 0, saved = 0;
  gid_t real_group = 0, effective_group = 0, saved_group = 0;
  return ::getresuid(&real, &effective, &saved) == 0 &&
         ::getresgid(&real_group, &effective_group, &saved_group) == 0 && real == identity.uid &&
         effective == identity.uid && saved == identity.uid && real_group == identity.gid &&
         effective_group == identity.gid && saved_group == identity.gid;
}

bool may_change_user() {
  const CapabilitySet both = capability_bit(CAP_SETUID) | capability_bit(CAP_SETGID);
  return ::geteuid() == 0 || (effective_capabilities() & both) == both;
}

Outcome set_identity(const core::Identity& identity) {
  if (Outcome failure = set_groups(identity)) return failure;
  if (::setresgid(identity.gid, identity.gid, identity.gid) != 0)
    return Failure{"set the group " + std::to_string(identity.gid), errno,
                   hint_for(errno, "this needs CAP_SETGID")};
  if (::setresuid(identity.uid, identity.uid, identity.uid) != 0)
    return Failure{"set the user " + std::to_string(identity.uid), errno,
                   hint_for(errno, "this needs CAP_SETUID")};
  return std::nullopt;
}

Outcome check_that_root_is_gone(const core::Identity& identity, std::uint64_t capabilities) {
  if (!is_current(identity))
    return Failure{"become user " + std::to_string(identity.uid) + " for good", EINVAL, {}};
  if (!regains_root(identity, capabilities)) return std::nullopt;
  return Failure{"give up root", EPERM, "the system let the process become root again"};
}

}  // namespace jeden::process
