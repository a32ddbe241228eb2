#include "host/cgroup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/fd.hpp"
#include "base/file.hpp"

namespace jeden::host {
namespace {

constexpr std::size_t most_bytes = 65536;

std::string content_of(const std::string& path) {
  std::string content;
  if (base::read_file(path, content, most_bytes)) content.clear();
  return content;
}

bool has_line(std::string_view text, std::string_view wanted) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (text.substr(0, end) == wanted) return true;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return false;
}

bool kill_all_in(const std::string& directory, pid_t pid) {
  if (!is_ours(content_of(directory + "/cgroup.procs"), pid)) return false;
  if (!has_line(content_of(directory + "/cgroup.stat"), "nr_descendants 0")) return false;
  const base::Fd file{::open((directory + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC)};
  return file && ::write(file.get(), "1", 1) == 1;
}

}  // namespace

std::string_view unified_path(std::string_view cgroup) {
  while (!cgroup.empty()) {
    const std::size_t end = cgroup.find('\n');
    const std::string_view line = cgroup.substr(0, end);
    if (line.starts_with("0::/")) return line.substr(3);
    cgroup.remove_prefix(end == std::string_view::npos ? cgroup.size() : end + 1);
  }
  return {};
}

bool is_below(std::string_view path, std::string_view own) {
  if (path.find("/..") != std::string_view::npos) return false;  // above the root of the namespace
  if (own == "/") own = {};
  return path.size() > own.size() + 1 && path.starts_with(own) && path[own.size()] == '/';
}

bool is_ours(std::string_view procs, pid_t pid) {
  return has_line(procs, std::to_string(pid)) && !has_line(procs, "0");
}

// Where only the container's own part of the hierarchy is mounted, a path begins below that; whether a
// directory is the right one is seen by the process in it.
bool kill_cgroup_of(pid_t pid) {
  const std::string own_text = content_of("/proc/self/cgroup");
  const std::string text = content_of("/proc/" + std::to_string(pid) + "/cgroup");
  const std::string_view own = unified_path(own_text), path = unified_path(text);
  if (own.empty() || !is_below(path, own)) return false;
  for (const std::string_view mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
    for (const std::string_view below : {path, path.substr(own == "/" ? 0 : own.size())})
      if (kill_all_in(std::string{mount} + std::string{below}, pid)) return true;
  return false;
}

}  // namespace jeden::host
