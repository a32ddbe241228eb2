#include "process/capability_sets.hpp"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace jeden::process {
namespace {

constexpr int most_capabilities = 64;
using Data = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

__user_cap_header_struct header() {
  return {_LINUX_CAPABILITY_VERSION_3, 0};
}

std::uint32_t half(CapabilitySet set, std::size_t index) {
  return static_cast<std::uint32_t>(set >> (32 * index));
}

CapabilitySet permitted() {
  auto head = header();
  Data data{};
  if (::syscall(SYS_capget, &head, data.data()) != 0) return 0;
  return data[0].permitted | CapabilitySet{data[1].permitted} << 32;
}

bool set_sets(CapabilitySet wanted) {
  auto head = header();
  Data data{};
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = {half(wanted, i), half(wanted, i), half(wanted, i)};
  return ::syscall(SYS_capset, &head, data.data()) == 0;
}

// The lowest capability of a set, for messages.
std::string lowest_name(CapabilitySet set) {
  return capability_name(__builtin_ctzll(set));
}

// PR_CAP_AMBIENT exists since Linux 4.3; before, EINVAL says that there is no ambient set, hence nothing to
// clear.
Outcome set_ambient(CapabilitySet wanted) {
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 && errno != EINVAL)
    return Failure{"clear the ambient capabilities", errno, {}};
  for (int capability = 0; capability < most_capabilities; ++capability) {
    if ((wanted & capability_bit(capability)) == 0) continue;
    if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0)
      return Failure{"make " + capability_name(capability) + " ambient", errno, {}};
  }
  return std::nullopt;
}

}  // namespace

CapabilitySet effective_capabilities() {
  auto head = header();
  Data data{};
  if (::syscall(SYS_capget, &head, data.data()) != 0) return 0;
  return data[0].effective | CapabilitySet{data[1].effective} << 32;
}

Outcome limit_bounding_set(CapabilitySet keep) {
  for (int capability = 0; capability < most_capabilities; ++capability) {
    const int found = ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
    if (found < 0) break;  // EINVAL: the kernel knows no further ones
    if (found == 0 || (keep & capability_bit(capability)) != 0) continue;
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
      return Failure{"drop " + capability_name(capability) + " from the bounding set", errno,
                     errno == EPERM ? "this needs CAP_SETPCAP" : ""};
  }
  return std::nullopt;
}

Outcome keep_permitted_capabilities() {
  if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0) return std::nullopt;
  return Failure{"keep capabilities while changing the user", errno, {}};
}

Outcome set_capabilities(CapabilitySet wanted) {
  if (const CapabilitySet missing = wanted & ~permitted(); missing != 0)
    return Failure{"keep " + lowest_name(missing), EPERM, "jeden does not have it itself"};
  if (!set_sets(wanted)) return Failure{"set the capabilities", errno, {}};
  return set_ambient(wanted);
}

}  // namespace jeden::process
