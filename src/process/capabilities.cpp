#include "process/capabilities.hpp"

#include <array>

#include "base/text.hpp"
#include "process/text.hpp"

namespace jeden::process {
namespace {

constexpr std::array<std::string_view, 41> names{"chown",
                                                 "dac_override",
                                                 "dac_read_search",
                                                 "fowner",
                                                 "fsetid",
                                                 "kill",
                                                 "setgid",
                                                 "setuid",
                                                 "setpcap",
                                                 "linux_immutable",
                                                 "net_bind_service",
                                                 "net_broadcast",
                                                 "net_admin",
                                                 "net_raw",
                                                 "ipc_lock",
                                                 "ipc_owner",
                                                 "sys_module",
                                                 "sys_rawio",
                                                 "sys_chroot",
                                                 "sys_ptrace",
                                                 "sys_pacct",
                                                 "sys_admin",
                                                 "sys_boot",
                                                 "sys_nice",
                                                 "sys_resource",
                                                 "sys_time",
                                                 "sys_tty_config",
                                                 "mknod",
                                                 "lease",
                                                 "audit_write",
                                                 "audit_control",
                                                 "setfcap",
                                                 "mac_override",
                                                 "mac_admin",
                                                 "syslog",
                                                 "wake_alarm",
                                                 "block_suspend",
                                                 "audit_read",
                                                 "perfmon",
                                                 "bpf",
                                                 "checkpoint_restore"};

}  // namespace

std::span<const std::string_view> capability_names() {
  return names;
}

std::optional<int> parse_capability(std::string_view name) {
  std::string lower_case = base::lower(name);
  if (lower_case.starts_with("cap_")) lower_case.erase(0, 4);
  for (std::size_t number = 0; number < names.size(); ++number)
    if (lower_case == names[number]) return static_cast<int>(number);
  return std::nullopt;
}

std::string capability_name(int capability) {
  if (capability < 0 || capability >= static_cast<int>(names.size()))
    return "capability " + std::to_string(capability);
  return "CAP_" + base::upper(names[static_cast<std::size_t>(capability)]);
}

std::optional<CapabilitySet> parse_capabilities(std::string_view list, std::string_view& unknown) {
  CapabilitySet capabilities = 0;
  unknown = {};
  const bool read = for_each_element(list, [&](std::string_view name) {
    const auto capability = parse_capability(name);
    if (capability)
      capabilities |= capability_bit(*capability);
    else
      unknown = name;
    return capability.has_value();
  });
  return read ? std::optional{capabilities} : std::nullopt;
}

std::string to_capability_list(CapabilitySet capabilities) {
  std::string list;
  for (std::size_t number = 0; number < names.size(); ++number) {
    if ((capabilities & capability_bit(static_cast<int>(number))) == 0) continue;
    if (!list.empty()) list += ',';
    list += names[number];
  }
  return list.empty() ? "none" : list;
}

}  // namespace jeden::process
