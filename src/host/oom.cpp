#include "host/oom.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <climits>
#include <initializer_list>

namespace jeden::host {
namespace {

using Buffer = std::array<char, PATH_MAX>;

// The parts one after the other, ended by a NUL; empty when they are too long.
const char* join(Buffer& buffer, std::initializer_list<std::string_view> parts) noexcept {
  std::size_t size = 0;
  for (const std::string_view part : parts) {
    if (size + part.size() >= buffer.size()) return "";
    size += part.copy(buffer.data() + size, part.size());
  }
  buffer[size] = '\0';
  return buffer.data();
}

base::Fd open_file(Buffer& buffer, std::initializer_list<std::string_view> parts) noexcept {
  return base::Fd{::open(join(buffer, parts), O_RDONLY | O_CLOEXEC)};
}

// From its beginning, as far as it fits: these files say what they are asked for in the first lines.
std::string_view read_from_start(int file, Buffer& buffer) noexcept {
  const ssize_t size = file >= 0 ? ::pread(file, buffer.data(), buffer.size(), 0) : -1;
  return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

std::optional<std::uint64_t> number(std::string_view text) noexcept {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end != text.data() ? std::optional{value} : std::nullopt;
}

// The path after the second colon of the line for a controller: "4:memory:/a/b", "0::/a/b" (cgroups(7)).
std::string_view path_of(std::string_view cgroup, std::string_view controller) noexcept {
  while (!cgroup.empty()) {
    const std::size_t end = cgroup.find('\n');
    const std::string_view line = cgroup.substr(0, end);
    cgroup.remove_prefix(end == std::string_view::npos ? cgroup.size() : end + 1);
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    if (line.substr(first + 1, second - first - 1) == controller) return line.substr(second + 1);
  }
  return {};
}

}  // namespace

// Inside a cgroup namespace, or where the engine mounts only the container's own part, the file is at the top
// of the mount although /proc/self/cgroup names a longer path.
OomWatch::OomWatch(std::string_view root) noexcept {
  Buffer path, content;
  const base::Fd file = open_file(path, {root, "/proc/self/cgroup"});
  const std::string_view cgroup = read_from_start(file.get(), content);
  constexpr std::string_view v2 = "/sys/fs/cgroup", v1 = "/sys/fs/cgroup/memory";
  open(root, v2, path_of(cgroup, ""), "/memory.events", "/memory.max") ||
      open(root, v2, "", "/memory.events", "/memory.max") ||
      open(root, v1, path_of(cgroup, "memory"), "/memory.oom_control", "/memory.limit_in_bytes") ||
      open(root, v1, "", "/memory.oom_control", "/memory.limit_in_bytes");
  seen_ = count().value_or(0);
}

bool OomWatch::open(std::string_view root, std::string_view mount, std::string_view group,
                    std::string_view events, std::string_view limit) noexcept {
  Buffer path;
  events_ = open_file(path, {root, mount, group, events});
  if (!events_) return false;
  limit_ = open_file(path, {root, mount, group, limit});
  return true;
}

std::optional<std::uint64_t> OomWatch::count() const noexcept {
  constexpr std::string_view name = "oom_kill ";
  Buffer buffer;
  const std::string_view content = read_from_start(events_.get(), buffer);
  for (std::size_t at = content.find(name); at != std::string_view::npos; at = content.find(name, at + 1))
    if (at == 0 || content[at - 1] == '\n') return number(content.substr(at + name.size()));
  return std::nullopt;
}

bool OomWatch::killed_one() noexcept {
  const std::uint64_t before = seen_;
  seen_ = count().value_or(before);
  return seen_ > before;
}

std::optional<std::uint64_t> OomWatch::limit() const noexcept {
  Buffer buffer;
  const auto bytes = number(read_from_start(limit_.get(), buffer));
  constexpr std::uint64_t unlimited = std::uint64_t{1} << 62;  // version 1 writes a number near 2^63
  return bytes && *bytes < unlimited ? bytes : std::nullopt;
}

}  // namespace jeden::host
