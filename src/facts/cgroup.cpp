#include "facts/cgroup.hpp"

#include <algorithm>
#include <optional>

#include "base/number.hpp"
#include "base/text.hpp"

namespace jeden::facts {
namespace {

struct Mount {
  std::string root, point;
};

// Blanks and backslashes are written as \040 and the like, see proc(5).
std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto code = text[at] == '\\' ? base::parse_number(text.substr(at + 1, 3), 8) : std::nullopt;
    result += code ? static_cast<char>(*code) : text[at];
    if (code) at += 3;
  }
  return result;
}

bool lists(std::string_view words, std::string_view word) {
  const auto parts = base::tokens(words, ',');
  return std::find(parts.begin(), parts.end(), word) != parts.end();
}

bool is_usual(const Mount& mount) {
  return mount.point == "/sys/fs/cgroup" || mount.point.starts_with("/sys/fs/cgroup/");
}

// The last mount wins: it covers the others when they have one place. One elsewhere, such as the host's
// hierarchy that a monitoring agent has mounted, counts only when there is none in the usual place.
std::optional<Mount> find_mount(std::string_view mountinfo, bool unified, std::string_view controller) {
  std::optional<Mount> found;
  for (const std::string_view line : base::tokens(mountinfo, '\n')) {
    const auto fields = base::tokens(line, ' ');
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (fields.size() < 6 || fields.end() - dash < 4) continue;
    const bool fits = unified ? dash[1] == "cgroup2" : dash[1] == "cgroup" && lists(dash[3], controller);
    Mount mount{unescaped(fields[3]), unescaped(fields[4])};
    if (fits && (!found || is_usual(mount) || !is_usual(*found))) found = std::move(mount);
  }
  return found;
}

// The path of the process in the hierarchy of the controller, or in the unified one for an empty name.
std::optional<std::string> find_path(std::string_view own, std::string_view controller) {
  for (const std::string_view line : base::tokens(own, '\n')) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? line.starts_with("0::") : lists(controllers, controller))
      return std::string{line.substr(second + 1)};
  }
  return std::nullopt;
}

// What of the path lies below the root of the mount.
std::string below(const std::string& path, const std::string& root) {
  std::string rest = path;
  if (root != "/") {
    if (!path.starts_with(root)) return {};
    rest = path.substr(root.size());
    if (!rest.empty() && rest[0] != '/') return {};
  }
  if (rest == "/" || rest.find("/..") != std::string::npos) return {};
  return rest;
}

}  // namespace

ControlGroups control_groups(std::string_view mountinfo, std::string_view own, std::string_view controller) {
  ControlGroups groups;
  auto mount = find_mount(mountinfo, false, controller);
  auto path = find_path(own, controller);
  if (!mount || !path) {
    groups.unified = true;
    mount = find_mount(mountinfo, true, controller);
    path = find_path(own, "");
  }
  if (!mount) return groups;
  std::string rest = below(path.value_or("/"), mount->root);
  for (;;) {
    groups.directories.push_back(mount->point + rest);
    if (rest.empty()) return groups;
    rest.erase(rest.rfind('/'));
  }
}

}  // namespace jeden::facts
