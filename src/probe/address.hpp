// Where a connection goes.
#pragma once

#include <netinet/in.h>

#include <optional>
#include <string>

namespace jeden::probe {

struct Address {
  sockaddr_storage socket{};  // AF_INET, AF_INET6; unused for a unix socket
  std::string path;           // of the unix socket; a leading @ is the abstract name space
  std::string text;           // "10.0.0.1:80", "[::1]:80", "/run/x.sock"

  const sockaddr* raw() const noexcept { return reinterpret_cast<const sockaddr*>(&socket); }
};

// An address written in digits; nullopt for a name. IPv6 addresses may carry a zone.
std::optional<Address> numeric_address(const std::string& host, std::uint16_t port);
Address make_address(const sockaddr* raw, std::uint16_t port);

}  // namespace jeden::probe
