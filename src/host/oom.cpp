#include "host/oom.hpp"

#include <charconv>
#include <string_view>

#include "base/file.hpp"

namespace jeden::host {
namespace {

constexpr std::size_t most = 64 * 1024;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end != text.data() ? std::optional{value} : std::nullopt;
}

bool readable(const std::string& path) {
  std::string content;
  return !base::read_file(path, content, most);
}

// The path after the second colon of the line for a controller: "4:memory:/a/b", "0::/a/b" (cgroups(7)).
std::string path_of(std::string_view cgroup, std::string_view controller) {
  while (!cgroup.empty()) {
    const std::size_t end = cgroup.find('\n');
    const std::string_view line = cgroup.substr(0, end);
    cgroup.remove_prefix(end == std::string_view::npos ? cgroup.size() : end + 1);
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    if (line.substr(first + 1, second - first - 1) == controller) return std::string{line.substr(second + 1)};
  }
  return "/";
}

}  // namespace

// Inside a cgroup namespace, or where the engine mounts only the container's own part, the file is at the top
// of the mount although /proc/self/cgroup names a longer path.
OomWatch::OomWatch(const std::string& root) {
  std::string cgroup;
  base::read_file(root + "/proc/self/cgroup", cgroup, most);
  const std::string v1 = root + "/sys/fs/cgroup/memory", v2 = root + "/sys/fs/cgroup";
  for (const std::string& directory : {v2 + path_of(cgroup, "") + "/", v2 + "/"})
    if (events_.empty() && readable(directory + "memory.events")) {
      events_ = directory + "memory.events";
      limit_ = directory + "memory.max";
    }
  for (const std::string& directory : {v1 + path_of(cgroup, "memory") + "/", v1 + "/"})
    if (events_.empty() && readable(directory + "memory.oom_control")) {
      events_ = directory + "memory.oom_control";
      limit_ = directory + "memory.limit_in_bytes";
    }
  seen_ = count().value_or(0);
}

std::optional<std::uint64_t> OomWatch::count() const {
  std::string content;
  if (events_.empty() || base::read_file(events_, content, most)) return std::nullopt;
  std::size_t at = content.starts_with("oom_kill ") ? 0 : content.find("\noom_kill ");
  if (at == std::string::npos) return std::nullopt;
  at = content.find(' ', at) + 1;
  return number(std::string_view{content}.substr(at));
}

bool OomWatch::killed_one() {
  const std::uint64_t before = seen_;
  seen_ = count().value_or(before);
  return seen_ > before;
}

std::optional<std::uint64_t> OomWatch::limit() const {
  std::string content;
  if (limit_.empty() || base::read_file(limit_, content, most)) return std::nullopt;
  const auto bytes = number(content);
  constexpr std::uint64_t unlimited = std::uint64_t{1} << 62;  // version 1 writes a number near 2^63
  return bytes && *bytes < unlimited ? bytes : std::nullopt;
}

}  // namespace jeden::host
