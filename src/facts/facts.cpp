#include "facts/facts.hpp"

#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/text.hpp"
#include "facts/limits.hpp"
#include "facts/network.hpp"

namespace jeden::facts {
namespace {

constexpr std::array names{
    Fact{"cpus", "processors, rounded up: the least of affinity, cpuset and the quota of the control group"},
    Fact{"cpus_exact", "the same, not rounded, such as 0.5"},
    Fact{"memory", "memory in bytes: the limit of the control group, or all there is"},
    Fact{"memory_mb", "the same in MiB, rounded down"},
    Fact{"hostname", "the name of the host"},
    Fact{"short_hostname", "the same up to the first dot"},
    Fact{"address", "the own IPv4 address, or else the IPv6 one; not the loopback's"},
    Fact{"address4", "the own IPv4 address, in the network of the default route"},
    Fact{"address6", "the own global IPv6 address"},
    Fact{"ipv6", "true when the kernel has IPv6, false when not"},
    Fact{"nameservers", "of /etc/resolv.conf, separated by blanks, IPv6 in brackets"},
    Fact{"uid", "the user that jeden runs as, a number"},
    Fact{"gid", "the group that jeden runs as, a number"},
    Fact{"read_only", "true when the root file system is, false when not"},
    Fact{"machine", "the architecture, such as x86_64 or aarch64"},
};

constexpr std::size_t largest = 4 * 1024 * 1024;
constexpr std::uint64_t mib = 1024 * 1024;

std::string yes_or_no(bool value) {
  return value ? "true" : "false";
}

std::optional<std::string> if_not_empty(std::string text) {
  return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

class Look {
 public:
  explicit Look(const std::string& root) : root_{root} {}

  std::optional<std::string> at(std::string_view name) const {
    if (name == "cpus") return std::to_string(processors(root_).whole());
    if (name == "cpus_exact") return processors(root_).exact();
    if (name == "memory") return size(1);
    if (name == "memory_mb") return size(mib);
    if (name == "hostname") return if_not_empty(hostname());
    if (name == "short_hostname") return if_not_empty(hostname().substr(0, hostname().find('.')));
    if (name == "address") return ipv4() ? ipv4() : ipv6();
    if (name == "address4") return ipv4();
    if (name == "address6") return ipv6();
    if (name == "ipv6") return yes_or_no(::access((root_ + "/proc/net/if_inet6").c_str(), F_OK) == 0);
    if (name == "nameservers") return if_not_empty(name_servers(content("/etc/resolv.conf")));
    if (name == "uid") return std::to_string(::geteuid());
    if (name == "gid") return std::to_string(::getegid());
    if (name == "read_only") return read_only();
    if (name == "machine") return machine();
    return std::nullopt;
  }

 private:
  std::string content(const char* path) const {
    std::string text;
    if (base::read_file(root_ + path, text, largest)) text.clear();
    return text;
  }

  std::optional<std::string> size(std::uint64_t unit) const {
    const std::uint64_t bytes = memory(root_);
    return bytes == 0 ? std::nullopt : std::optional{std::to_string(bytes / unit)};
  }

  std::string hostname() const { return std::string{base::trimmed(content("/proc/sys/kernel/hostname"))}; }

  std::optional<std::string> ipv4() const {
    auto found = first_ipv4(content("/proc/net/fib_trie"), content("/proc/net/route"));
    if (found) return found;
    found = address_in_hosts(content("/etc/hosts"), hostname());
    return found && found->find(':') == std::string::npos ? found : std::nullopt;
  }

  std::optional<std::string> ipv6() const { return first_ipv6(content("/proc/net/if_inet6")); }

  std::optional<std::string> read_only() const {
    struct statvfs status {};
    if (::statvfs((root_ + "/").c_str(), &status) != 0) return std::nullopt;
    return yes_or_no((status.f_flag & ST_RDONLY) != 0);
  }

  static std::optional<std::string> machine() {
    struct utsname name {};
    return ::uname(&name) == 0 ? std::optional<std::string>{name.machine} : std::nullopt;
  }

  const std::string& root_;
};

}  // namespace

std::span<const Fact> all() {
  return names;
}

std::optional<std::string> Facts::find(std::string_view name) {
  const auto known = known_.find(name);
  if (known != known_.end()) return known->second;
  auto value = Look{root_}.at(name);
  known_.emplace(name, value);
  return value;
}

}  // namespace jeden::facts
