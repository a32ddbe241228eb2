// Where a server listens, as it is written in a configuration.
#pragma once

#include <netinet/in.h>
#include <sys/un.h>

#include <string>
#include <string_view>

namespace jeden::base {

struct ListenAddress {
  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_un path;
  } socket{};
  socklen_t length = 0;
  bool every_family = false;  // ":8086": IPv6 and IPv4; `socket` is the former
};

// "127.0.0.1:8086", "[::1]:8086", ":8086", "unix:/run/ready.sock". Empty, or what is wrong with it: names are
// refused, since nothing that listens should wait for a resolver.
std::string parse_listen_address(std::string_view text, ListenAddress& address);

}  // namespace jeden::base
