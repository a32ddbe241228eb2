#include "step/tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <functional>

#include "base/directory.hpp"
#include "base/fd.hpp"
#include "step/owner.hpp"

namespace jeden::step {
namespace {

constexpr unsigned deepest = 500;  // each level holds a descriptor

// A mount has a number of its own even where it shows the same file system; a kernel before 5.8 does not tell
// it.
struct Place {
  std::uint64_t mount = 0;
  std::uint32_t major = 0, minor = 0;
  bool operator==(const Place&) const = default;
};

Place place_of(int descriptor) {
  struct statx found {};
  ::statx(descriptor, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_MNT_ID, &found);
  const bool told = (found.stx_mask & STATX_MNT_ID) != 0;
  return {told ? found.stx_mnt_id : 0, found.stx_dev_major, found.stx_dev_minor};
}

base::Fd open_directory(int parent, const char* name, int follow) {
  return base::Fd{::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | follow)};
}

class Walk {
 public:
  // `visit` gets an entry after everything below it; false ends the walk with `error`.
  using Visit =
      std::function<bool(int parent, const std::string& name, const std::string& path, bool directory)>;

  explicit Walk(Visit visit) : visit_{std::move(visit)} {}

  bool root(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return errno == ENOENT || fail("look at", path, errno);
    if (!S_ISDIR(status.st_mode)) return visit_(AT_FDCWD, path, path, false);
    const base::Fd top = open_directory(AT_FDCWD, path.c_str(), 0);
    if (!top) return fail("read", path, errno);
    place_ = place_of(top.get());
    return below(top.get(), path, 1) && visit_(AT_FDCWD, path, path, true);
  }

  bool fail(std::string_view verb, const std::string& path, int why) {
    error = refusal(verb, path, why);
    return false;
  }

  std::string error;
  std::size_t mounts = 0;

 private:
  bool below(int directory, const std::string& path, unsigned depth) {
    if (depth > deepest) return error = too_deep(path, deepest), false;
    // All names first: what is removed while it is read may hide others.
    std::vector<std::string> names;
    if (const int why = base::read_names(directory, names)) return fail("read", path, why);
    for (const std::string& name : names)
      if (!one(directory, name, path + '/' + name, depth)) return false;
    return true;
  }

  bool one(int parent, const std::string& name, const std::string& path, unsigned depth) {
    struct stat status {};
    if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      return errno == ENOENT || fail("look at", path, errno);
    if (!S_ISDIR(status.st_mode)) return visit_(parent, name, path, false);
    const base::Fd child = open_directory(parent, name.c_str(), O_NOFOLLOW);
    if (!child) return errno == ENOENT || fail("read", path, errno);
    if (place_of(child.get()) != place_) return ++mounts, true;
    return below(child.get(), path, depth + 1) && visit_(parent, name, path, true);
  }

  Visit visit_;
  Place place_;
};

}  // namespace

std::string list_trees(const std::vector<std::string>& roots, Paths& found) {
  Walk* walking = nullptr;
  Walk walk{[&](int, const std::string&, const std::string& path, bool) {
    found.insert(path);
    if (found.size() <= most_listed) return true;
    walking->error = "more than " + std::to_string(most_listed) + " files are there already";
    return false;
  }};
  walking = &walk;
  for (const std::string& root : roots)
    if (!walk.root(root)) return walk.error;
  return {};
}

Removal remove_others(const std::vector<std::string>& roots, const Paths& keep) {
  Removal result;
  Walk* walking = nullptr;
  Walk walk{[&](int parent, const std::string& name, const std::string& path, bool directory) {
    if (keep.contains(path)) return true;
    if (::unlinkat(parent, name.c_str(), directory ? AT_REMOVEDIR : 0) == 0) return ++result.removed, true;
    if (errno == ENOENT || (directory && (errno == ENOTEMPTY || errno == EEXIST))) return true;
    if (errno == EBUSY) return ++result.mounts, true;
    return walking->fail("remove", path, errno);
  }};
  walking = &walk;
  for (const std::string& root : roots)
    if (!walk.root(root)) break;
  result.mounts += walk.mounts;
  result.error = walk.error;
  return result;
}

}  // namespace jeden::step
