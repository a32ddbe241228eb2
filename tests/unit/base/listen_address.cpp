#include "base/listen_address.hpp"

#include <arpa/inet.h>

#include "catch.hpp"

using jeden::base::ListenAddress;
using jeden::base::parse_listen_address;

TEST_CASE("addresses to listen on") {
  ListenAddress address;
  REQUIRE(parse_listen_address("127.0.0.1:8086", address).empty());
  CHECK(address.socket.v4.sin_family == AF_INET);
  CHECK(ntohs(address.socket.v4.sin_port) == 8086);
  CHECK(ntohl(address.socket.v4.sin_addr.s_addr) == INADDR_LOOPBACK);
  CHECK_FALSE(address.every_family);

  REQUIRE(parse_listen_address("[::1]:80", address).empty());
  CHECK(address.socket.v6.sin6_family == AF_INET6);
  CHECK(IN6_IS_ADDR_LOOPBACK(&address.socket.v6.sin6_addr));
  CHECK_FALSE(address.every_family);

  REQUIRE(parse_listen_address(":65535", address).empty());
  CHECK(address.every_family);
  CHECK(ntohs(address.socket.v6.sin6_port) == 65535);

  REQUIRE(parse_listen_address("unix:/run/ready.sock", address).empty());
  CHECK(std::string{address.socket.path.sun_path} == "/run/ready.sock");
  CHECK(parse_listen_address("unix:/" + std::string(106, 'x'), address).empty());
}

TEST_CASE("what is no address to listen on says why") {
  ListenAddress address;
  for (const char* text : {"", "8086", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
                           "127.0.0.1:+1", "127.0.0.1:80x", ":", "[::1]"})
    CHECK(parse_listen_address(text, address) == "it ends with no port between 1 and 65535");
  for (const char* text : {"localhost:80", "127.0.0:80", "127.0.0.1.1:80", "http://127.0.0.1/:80", "[::1:80"})
    CHECK_FALSE(parse_listen_address(text, address).empty());
  CHECK(parse_listen_address("::1:80", address) == "an IPv6 address stands in brackets");
  CHECK(parse_listen_address("[127.0.0.1]:80", address) == "there is no IPv6 address in the brackets");
  CHECK(parse_listen_address("unix:run/x", address) == "the path of a unix socket is absolute");
  CHECK_FALSE(parse_listen_address("unix:/" + std::string(107, 'x'), address).empty());
}
