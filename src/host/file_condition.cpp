#include "host/file_condition.hpp"

#include <fcntl.h>
#include <linux/stat.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace jeden::host {
namespace {

bool exists(const std::string& path) noexcept {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

// Linux 5.8 says it (statx(2)). Before, what is mounted from the file system of its parent is not seen.
bool is_mounted(const std::string& path) noexcept {
  struct statx status {};
  if (::statx(AT_FDCWD, path.c_str(), AT_NO_AUTOMOUNT, STATX_TYPE, &status) != 0) return false;
  if ((status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0)
    return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
  struct stat own {
  }, parent{};
  if (::stat(path.c_str(), &own) != 0 || ::stat((path + "/..").c_str(), &parent) != 0) return false;
  return own.st_dev != parent.st_dev || own.st_ino == parent.st_ino;
}

}  // namespace

bool holds(const core::FileCondition& condition) noexcept {
  switch (condition.look) {
    case core::FileCondition::Look::exists: return exists(condition.path);
    case core::FileCondition::Look::mounted: return is_mounted(condition.path);
    case core::FileCondition::Look::writable: return ::access(condition.path.c_str(), W_OK) == 0;
  }
  return false;
}

}  // namespace jeden::host
