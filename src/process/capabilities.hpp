// Names and numbers of Linux capabilities (capabilities(7)).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jeden::process {

// Bits by number, as in core::Capabilities::keep and in /proc/PID/status.
using CapabilitySet = std::uint64_t;

constexpr CapabilitySet capability_bit(int capability) {
  return CapabilitySet{1} << capability;
}

// Lower case, without CAP_, in the order of their numbers: "chown" is 0, "checkpoint_restore" 40.
std::span<const std::string_view> capability_names();

// "NET_BIND_SERVICE", "cap_net_bind_service": with or without the prefix, in any case.
std::optional<int> parse_capability(std::string_view name);

// "CAP_CHOWN"; "capability 41" for a number without a name.
std::string capability_name(int capability);

// "net_bind_service,chown", or "none". When nullopt comes back, `unknown` is the first word that is no
// capability; it is empty for an empty element.
std::optional<CapabilitySet> parse_capabilities(std::string_view list, std::string_view& unknown);

// What parse_capabilities reads back. Numbers without a name are left out.
std::string to_capability_list(CapabilitySet capabilities);

}  // namespace jeden::process
