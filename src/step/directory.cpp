#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/path.hpp"
#include "step/files.hpp"
#include "step/owner.hpp"

namespace jeden::step {
namespace {

constexpr mode_t usual_mode = 0755;

// Whatever the umask is. Another process may be faster: that it exists then is as good.
int make(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), 0700) != 0) return errno == EEXIST ? 0 : errno;
  return ::chmod(path.c_str(), mode) == 0 ? 0 : errno;
}

int make_parents(const std::string& path) {
  const std::string parent = base::parent_of(path);
  struct stat status {};
  if (parent == path || ::stat(parent.c_str(), &status) == 0) return 0;
  if (errno != ENOENT) return errno;
  if (const int error = make_parents(parent)) return error;
  return make(parent, usual_mode);
}

}  // namespace

Outcome make_directory(const base::Record& action, Run run) {
  const std::string path{action.get("path")};
  const auto owner = owner_of(action);
  const auto mode = mode_of(action);
  struct stat status {};
  const bool found = ::stat(path.c_str(), &status) == 0;
  if (!found && errno != ENOENT) return failed(refusal("look at", path, errno));
  if (found && !S_ISDIR(status.st_mode))
    return failed(path + " is not a directory (it is " + standing(status) + "): move it away");
  if (!found) {
    if (run == Run::dry) return changed(run, "made", "make", path);
    int error = make_parents(path);
    if (error == 0) error = make(path, mode.value_or(usual_mode));
    if (error == 0 && ::stat(path.c_str(), &status) != 0) error = errno;
    if (error != 0) return failed(refusal("make", path, error));
  }
  const bool give = owner && !owner->owns(status), set = mode && (status.st_mode & 07777U) != *mode;
  if (found && !give && !set) return unchanged(path + " is as it should be");
  if (run == Run::dry) return changed(run, "set", "set", (give ? "the owner of " : "the mode of ") + path);
  // A directory that somebody else prepared is used as it is: whoever is not root cannot give it away.
  if (give && ::chown(path.c_str(), owner->uid, owner->gid) != 0) {
    if (errno == EROFS) return skipped(path + " lies on a read-only mount");
    if (::geteuid() != 0) {
      const std::string is = path + " is " + standing(status);
      if (::access(path.c_str(), W_OK | X_OK) == 0) return unchanged(is + ", and can be written to");
      return skipped(is + ", which only root can change");
    }
    return failed(refusal("give " + to_text(*owner) + " the directory", path, errno));
  }
  // After the owner, since a change of the owner may clear bits of the mode.
  if (mode && ::chmod(path.c_str(), *mode) != 0) {
    if (errno == EROFS) return skipped(path + " lies on a read-only mount");
    return failed(refusal("set the mode of", path, errno));
  }
  return found ? changed(run, "set", "set", "owner and mode of " + path) : changed(run, "made", "make", path);
}

}  // namespace jeden::step
