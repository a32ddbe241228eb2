#include "facts/network.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <vector>

#include "base/number.hpp"
#include "base/text.hpp"

namespace jeden::facts {
namespace {

// In the byte order of the network, as the kernel writes it into /proc/net/route.
std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
  in_addr address{};
  if (::inet_pton(AF_INET, std::string{text}.c_str(), &address) != 1) return std::nullopt;
  return address.s_addr;
}

bool is_loopback(std::uint32_t address) {
  return (ntohl(address) >> 24U) == 127;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (const std::string_view part : base::tokens(line, '\t'))
    for (const std::string_view field : base::tokens(part, ' ')) fields.push_back(field);
  return fields;
}

// "|-- 192.0.2.2" and, in the line below, "/32 host LOCAL".
std::vector<std::string_view> own_addresses(std::string_view trie) {
  std::vector<std::string_view> found;
  std::string_view leaf;
  for (const std::string_view raw : base::tokens(trie, '\n')) {
    const std::string_view line = base::trimmed(raw);
    if (line.starts_with("|-- "))
      leaf = line.substr(4);
    else if (line == "/32 host LOCAL")
      found.push_back(leaf);
  }
  return found;
}

struct Network {
  std::uint32_t address = 0, mask = 0;
};

// The networks of the interface that the default route goes through.
std::vector<Network> outward(std::string_view routes) {
  struct Route {
    std::string_view interface;
    Network network;
  };
  std::vector<Route> all;
  std::string_view interface;
  for (const std::string_view line : base::tokens(routes, '\n')) {
    const auto fields = fields_of(line);
    if (fields.size() < 8) continue;
    const auto destination = base::parse_number(fields[1], 16), mask = base::parse_number(fields[7], 16);
    if (!destination || !mask) continue;
    if (*mask == 0 && interface.empty()) interface = fields[0];
    all.push_back({fields[0], {static_cast<std::uint32_t>(*destination), static_cast<std::uint32_t>(*mask)}});
  }
  std::vector<Network> networks;
  for (const Route& route : all)
    if (route.interface == interface && route.network.mask != 0) networks.push_back(route.network);
  return networks;
}

}  // namespace

std::optional<std::string> first_ipv4(std::string_view trie, std::string_view routes) {
  const std::vector<std::string_view> own = own_addresses(trie);
  const auto is_usable = [](std::string_view text) {
    const auto address = parse_ipv4(text);
    return address && !is_loopback(*address);
  };
  for (const Network& network : outward(routes))
    for (const std::string_view text : own)
      if (is_usable(text) && (*parse_ipv4(text) & network.mask) == network.address) return std::string{text};
  for (const std::string_view text : own)
    if (is_usable(text)) return std::string{text};
  return std::nullopt;
}

std::optional<std::string> first_ipv6(std::string_view addresses) {
  constexpr std::uint64_t not_usable = 0x20 | 0x40 | 0x08;  // IFA_F_DEPRECATED, TENTATIVE, DADFAILED
  for (const std::string_view line : base::tokens(addresses, '\n')) {
    const auto fields = fields_of(line);  // address, index, length of the prefix, scope, flags, interface
    if (fields.size() < 6 || fields[0].size() != 32 || fields[3] != "00") continue;
    if ((base::parse_number(fields[4], 16).value_or(not_usable) & not_usable) != 0) continue;
    in6_addr address{};
    bool good = true;
    for (std::size_t i = 0; i < 16; ++i) {
      const auto byte = base::parse_number(fields[0].substr(2 * i, 2), 16);
      good = good && byte;
      address.s6_addr[i] = static_cast<std::uint8_t>(byte.value_or(0));
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (good && ::inet_ntop(AF_INET6, &address, text.data(), text.size()) != nullptr) return text.data();
  }
  return std::nullopt;
}

std::optional<std::string> address_in_hosts(std::string_view hosts, std::string_view name) {
  for (const std::string_view whole : base::tokens(hosts, '\n')) {
    const auto fields = fields_of(base::trimmed(whole.substr(0, whole.find('#'))));
    for (std::size_t i = 1; i < fields.size(); ++i) {
      if (fields[i] != name) continue;
      const auto ipv4 = parse_ipv4(fields[0]);
      if (fields[0] != "::1" && (!ipv4 || !is_loopback(*ipv4))) return std::string{fields[0]};
    }
  }
  return std::nullopt;
}

std::string name_servers(std::string_view configuration) {
  std::string servers;
  for (const std::string_view line : base::tokens(configuration, '\n')) {
    const auto fields = fields_of(base::trimmed(line));
    if (fields.size() < 2 || fields[0] != "nameserver" || fields[1].find('%') != std::string_view::npos)
      continue;
    const bool brackets = fields[1].find(':') != std::string_view::npos;
    servers += (servers.empty() ? "" : " ") +
               (brackets ? '[' + std::string{fields[1]} + ']' : std::string{fields[1]});
  }
  return servers;
}

}  // namespace jeden::facts
