#include "facts/network.hpp"

#include "catch.hpp"

using namespace jeden::facts;

namespace {

// As the kernel prints it, with addresses of the networks that are kept for examples.
const char* const trie = R"(Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
           |-- 127.0.0.1
              /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     +-- 192.0.2.0/24 2 0 2
           |-- 192.0.2.0
              /24 link UNICAST
           |-- 192.0.2.7
              /32 host LOCAL
     +-- 198.51.100.0/24 2 0 2
           |-- 198.51.100.9
              /32 host LOCAL
)";
std::string route(const char* first, const char* second) {
  return "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n" +
         std::string{first} + "\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n" + second +
         "\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n" +
         "eth1\t006433C6\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
}

}  // namespace

TEST_CASE("the address in the network of the default route") {
  CHECK(first_ipv4(trie, route("eth0", "eth0")) == "192.0.2.7");
  CHECK(first_ipv4(trie, route("eth1", "eth0")) == "198.51.100.9");
  CHECK(first_ipv4(trie, "") == "192.0.2.7");
  CHECK_FALSE(first_ipv4("", route("eth0", "eth0")));
  CHECK_FALSE(first_ipv4("|-- 127.0.0.1\n/32 host LOCAL\n", ""));
  CHECK_FALSE(first_ipv4("/32 host LOCAL\n|-- x\n/32 host LOCAL\n", "a b c d e f g h\n"));
}

TEST_CASE("the first global IPv6 address that can be used") {
  CHECK(first_ipv6("00000000000000000000000000000001 01 80 10 80       lo\n"
                   "fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n"
                   "20010db8000000000000000000000001 04 40 00 40     eth0\n"
                   "20010db8000000000000000000000002 04 40 00 80     eth0\n") == "2001:db8::2");
  CHECK_FALSE(first_ipv6(""));
  CHECK_FALSE(first_ipv6("20010db8 04 40 00 80 eth0\nzz010db8000000000000000000000002 04 40 00 80 eth0\n"));
}

TEST_CASE("the own name in the hosts file") {
  const char* const hosts =
      "127.0.0.1 localhost web\n::1 web # localhost\n# 192.0.2.1 web\n192.0.2.2\tapi web\n192.0.2.3 web\n";
  CHECK(address_in_hosts(hosts, "web") == "192.0.2.2");
  CHECK_FALSE(address_in_hosts(hosts, "we"));
  CHECK_FALSE(address_in_hosts("", "web"));
}

TEST_CASE("name servers as nginx wants them") {
  CHECK(name_servers(
            "# x\nsearch a\nnameserver 192.0.2.53\n  nameserver\t2001:db8::53\nnameserver fe80::1%eth0\n"
            "nameserver\n#nameserver 192.0.2.54\n") == "192.0.2.53 [2001:db8::53]");
  CHECK(name_servers("").empty());
}
