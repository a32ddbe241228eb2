// Names to addresses by c-ares on the loop: /etc/hosts, then the name servers of resolv.conf with its search
// list. No getaddrinfo: in a static executable it would load modules of whatever C library the container has.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "probe/address.hpp"

namespace jeden::probe {

enum class Family : std::uint8_t { v4, v6 };

class Resolver {
 public:
  // Called once for each family that was asked for; the error is empty when there are addresses.
  using Found = std::function<void(Family family, std::vector<Address> addresses, std::string error)>;

  // `servers` as "10.0.0.2:53", or empty for those of resolv.conf. The files are read anew by every resolver.
  Resolver(uv_loop_t& loop, const std::string& servers);
  ~Resolver();  // cancels without calling back
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // localhost and what ends in .localhost needs no file and no server (RFC 6761). May call back at once.
  void find(const std::string& name, std::uint16_t port, const Found& found);
  void find(const std::string& name, std::uint16_t port, Family family, Found found);

 private:
  struct Channel;
  std::shared_ptr<Channel> channel_;
};

}  // namespace jeden::probe
