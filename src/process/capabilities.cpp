#include "process/capabilities.hpp"

#include <array>

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

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  return true;
}

}  // namespace

std::span<const std::string_view> capability_names() {
  return names;
}

std::optional<int> parse_capability(std::string_view name) {
  constexpr std::string_view prefix = "cap_";
  if (same_name(name.substr(0, prefix.size()), prefix)) name.remove_prefix(prefix.size());
  for (std::size_t number = 0; number < names.size(); ++number)
    if (same_name(name, names[number])) return static_cast<int>(number);
  return std::nullopt;
}

std::string capability_name(int capability) {
  if (capability < 0 || capability >= static_cast<int>(names.size()))
    return "capability " + std::to_string(capability);
  std::string name = "CAP_";
  for (const char c : names[static_cast<std::size_t>(capability)])
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
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
