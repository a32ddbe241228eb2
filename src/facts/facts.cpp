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

constexpr std::size_t largest = 4 * 1024 * 1024;
constexpr std::uint64_t mib = 1024 * 1024;

using Root = const std::string&;
using Value = std::optional<std::string>;

std::string content_of(const std::string& path) {
  std::string text;
  if (base::read_file(path, text, largest)) text.clear();
  return text;
}

Value yes_or_no(bool value) {
  return value ? "true" : "false";
}

Value if_not_empty(std::string text) {
  return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

Value memory_in(std::uint64_t unit, Root root) {
  const std::uint64_t bytes = memory(root);
  return bytes == 0 ? std::nullopt : std::optional{std::to_string(bytes / unit)};
}

std::string hostname(Root root) {
  return std::string{base::trimmed(content_of(root + "/proc/sys/kernel/hostname"))};
}

Value ipv4(Root root) {
  auto found = first_ipv4(content_of(root + "/proc/net/fib_trie"), content_of(root + "/proc/net/route"));
  if (found) return found;
  found = address_in_hosts(content_of(root + "/etc/hosts"), hostname(root));
  return found && found->find(':') == std::string::npos ? found : std::nullopt;
}

Value ipv6(Root root) {
  return first_ipv6(content_of(root + "/proc/net/if_inet6"));
}

Value read_only(Root root) {
  struct statvfs status {};
  if (::statvfs((root + "/").c_str(), &status) != 0) return std::nullopt;
  return yes_or_no((status.f_flag & ST_RDONLY) != 0);
}

Value machine() {
  struct utsname name {};
  return ::uname(&name) == 0 ? Value{name.machine} : std::nullopt;
}

struct Source {
  Fact fact;
  Value (*look)(Root root);
};
constexpr std::array sources{
    Source{
        {"cpus", "processors, rounded up: the least of affinity, cpuset and the quota of the control group"},
        [](Root root) -> Value { return std::to_string(processors(root).whole()); }},
    Source{{"cpus_exact", "the same, not rounded, such as 0.5"},
           [](Root root) -> Value { return processors(root).exact(); }},
    Source{{"memory", "memory in bytes: the limit of the control group, or all there is"},
           [](Root root) { return memory_in(1, root); }},
    Source{{"memory_mb", "the same in MiB, rounded down"}, [](Root root) { return memory_in(mib, root); }},
    Source{{"hostname", "the name of the host"}, [](Root root) { return if_not_empty(hostname(root)); }},
    Source{{"short_hostname", "the same up to the first dot"},
           [](Root root) {
             const std::string name = hostname(root);
             return if_not_empty(name.substr(0, name.find('.')));
           }},
    Source{{"address", "the own IPv4 address, or else the IPv6 one; not the loopback's"},
           [](Root root) {
             const Value found = ipv4(root);
             return found ? found : ipv6(root);
           }},
    Source{{"address4", "the own IPv4 address, in the network of the default route"}, ipv4},
    Source{{"address6", "the own global IPv6 address"}, ipv6},
    Source{{"ipv6", "true when the kernel has IPv6, false when not"},
           [](Root root) { return yes_or_no(::access((root + "/proc/net/if_inet6").c_str(), F_OK) == 0); }},
    Source{{"nameservers", "of /etc/resolv.conf, separated by blanks, IPv6 in brackets"},
           [](Root root) { return if_not_empty(name_servers(content_of(root + "/etc/resolv.conf"))); }},
    Source{{"uid", "the user that jeden runs as, a number"},
           [](Root) -> Value { return std::to_string(::geteuid()); }},
    Source{{"gid", "the group that jeden runs as, a number"},
           [](Root) -> Value { return std::to_string(::getegid()); }},
    Source{{"read_only", "true when the root file system is, false when not"}, read_only},
    Source{{"machine", "the architecture, such as x86_64 or aarch64"}, [](Root) { return machine(); }},
};

constexpr auto told = [] {
  std::array<Fact, sources.size()> result{};
  for (std::size_t i = 0; i < sources.size(); ++i) result[i] = sources[i].fact;
  return result;
}();

}  // namespace

std::span<const Fact> all() {
  return told;
}

std::optional<std::string> Facts::find(std::string_view name) {
  const auto known = known_.find(name);
  if (known != known_.end()) return known->second;
  const auto* const source =
      std::find_if(sources.begin(), sources.end(), [&](const Source& one) { return one.fact.name == name; });
  Value value = source != sources.end() ? source->look(root_) : std::nullopt;
  known_.emplace(name, value);
  return value;
}

}  // namespace jeden::facts
