#include "base/listen_address.hpp"

#include <arpa/inet.h>

#include <cstddef>
#include <cstring>

#include "base/number.hpp"

namespace jeden::base {
namespace {

std::string parse_path(std::string_view path, ListenAddress& address) {
  if (!path.starts_with('/')) return "the path of a unix socket is absolute";
  if (path.size() >= sizeof address.socket.path.sun_path)
    return "the path of a unix socket has at most 107 characters";
  address.socket.path.sun_family = AF_UNIX;
  std::memcpy(address.socket.path.sun_path, path.data(), path.size());
  address.length = sizeof address.socket.path;
  return {};
}

bool parse_port(std::string_view text, in_port_t& port) {
  const auto number = parse_number<in_port_t>(text);
  port = htons(number.value_or(0));
  return port != 0;
}

}  // namespace

std::string parse_listen_address(std::string_view text, ListenAddress& address) {
  address = {};
  if (text.starts_with("unix:")) return parse_path(text.substr(5), address);
  const std::size_t colon = text.rfind(':');
  in_port_t port = 0;
  if (colon == std::string_view::npos || !parse_port(text.substr(colon + 1), port))
    return "it ends with no port between 1 and 65535";
  std::string host{text.substr(0, colon)};
  address.every_family = host.empty();
  const bool brackets = host.starts_with('[') && host.ends_with(']');
  if (brackets) host = host.substr(1, host.size() - 2);
  if (!brackets && !host.empty()) {
    address.socket.v4.sin_family = AF_INET;
    address.socket.v4.sin_port = port;
    address.length = sizeof address.socket.v4;
    if (::inet_pton(AF_INET, host.c_str(), &address.socket.v4.sin_addr) == 1) return {};
    return host.find(':') != std::string::npos ? "an IPv6 address stands in brackets"
                                               : "the host is not an IP address";
  }
  address.socket.v6.sin6_family = AF_INET6;
  address.socket.v6.sin6_port = port;
  address.length = sizeof address.socket.v6;
  if (address.every_family || ::inet_pton(AF_INET6, host.c_str(), &address.socket.v6.sin6_addr) == 1)
    return {};
  return "there is no IPv6 address in the brackets";
}

}  // namespace jeden::base
