// Addresses and name servers, read from files: PID 1 opens no socket for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jeden::facts {

// Pure. `trie` is /proc/net/fib_trie, `routes` is /proc/net/route: the own address in a network of the
// interface that the default route goes through, else the first that is not the loopback's.
std::optional<std::string> first_ipv4(std::string_view trie, std::string_view routes);

// Pure. `addresses` is /proc/net/if_inet6: the first that is global, and not tentative or deprecated.
std::optional<std::string> first_ipv6(std::string_view addresses);

// Pure. The address of a host in /etc/hosts, which container engines write; not the loopback's.
std::optional<std::string> address_in_hosts(std::string_view hosts, std::string_view name);

// Pure. The name servers of /etc/resolv.conf, separated by blanks, IPv6 in brackets, as nginx wants them.
// Those that need an interface (fe80::1%eth0) are left out.
std::string name_servers(std::string_view configuration);

}  // namespace jeden::facts
