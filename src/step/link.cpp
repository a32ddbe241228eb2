#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>

#include "base/path.hpp"
#include "step/files.hpp"
#include "step/owner.hpp"
#include "step/write.hpp"

namespace jeden::step {

Outcome make_link(const base::Record& action, Run run) {
  const std::string path{action.get("path")}, target{action.get("to")};
  struct stat status {};
  const bool found = ::lstat(path.c_str(), &status) == 0;
  if (!found && errno != ENOENT) return failed(refusal("look at", path, errno));
  if (found && !S_ISLNK(status.st_mode))
    return failed(path + " is in the way of a link to " + target + " (" + standing(status) +
                  "): move it away, or leave the link out");
  if (found) {
    std::array<char, PATH_MAX> now{};
    const ssize_t length = ::readlink(path.c_str(), now.data(), now.size());
    if (length >= 0 && std::string_view(now.data(), static_cast<std::size_t>(length)) == target)
      return unchanged(path + " leads to " + target);
  }
  if (run == Run::dry) return changed(run, "linked", "link", path + " to " + target);
  const std::string fresh = base::beside(path, unfinished);
  ::unlink(fresh.c_str());
  if (::symlink(target.c_str(), fresh.c_str()) != 0) return failed(refusal("make the link", path, errno));
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(fresh.c_str());
    return failed(refusal("make the link", path, error));
  }
  return changed(run, "linked", "link", path + " to " + target);
}

}  // namespace jeden::step
