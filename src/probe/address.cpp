#include "probe/address.hpp"

#include <arpa/inet.h>
#include <uv.h>

#include <array>
#include <cstring>

namespace jeden::probe {

Address make_address(const sockaddr* raw, std::uint16_t port) {
  Address address;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (raw->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, raw, sizeof v6);
    v6.sin6_port = htons(port);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    address.text = std::string{"["} + text.data() + "]:" + std::to_string(port);
    std::memcpy(&address.socket, &v6, sizeof v6);
  } else {
    sockaddr_in v4;
    std::memcpy(&v4, raw, sizeof v4);
    v4.sin_port = htons(port);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    address.text = std::string{text.data()} + ":" + std::to_string(port);
    std::memcpy(&address.socket, &v4, sizeof v4);
  }
  return address;
}

std::optional<Address> numeric_address(const std::string& host, std::uint16_t port) {
  sockaddr_in v4{};
  if (::uv_ip4_addr(host.c_str(), port, &v4) == 0)
    return make_address(reinterpret_cast<const sockaddr*>(&v4), port);
  sockaddr_in6 v6{};
  if (host.find(':') != std::string::npos && ::uv_ip6_addr(host.c_str(), port, &v6) == 0)
    return make_address(reinterpret_cast<const sockaddr*>(&v6), port);
  return std::nullopt;
}

}  // namespace jeden::probe
