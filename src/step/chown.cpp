#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "base/directory.hpp"
#include "base/fd.hpp"
#include "step/files.hpp"
#include "step/owner.hpp"

namespace jeden::step {
namespace {

constexpr unsigned deepest = 500;  // each level holds a descriptor

// Goes by descriptors from one directory to the next, so that nobody can put a link in its way.
class Walk {
 public:
  Walk(Owner owner, Run run, dev_t device) : owner_{owner}, run_{run}, device_{device} {}

  // `directory` is open at `path`. Its children first: what was interrupted is found again.
  bool below(int directory, const std::string& path, unsigned depth) {
    if (depth > deepest) return fail(too_deep(path, deepest));
    std::vector<std::string> names;
    if (const int error = base::read_names(directory, names)) return fail(refusal("read", path, error));
    for (const std::string& name : names)
      if (!one(directory, name, path + '/' + name, depth)) return false;
    return true;
  }

  // Gives `name` in `directory` its owner; an empty name is the directory itself.
  bool give(int directory, const char* name, const std::string& path, const struct stat& status) {
    if (owner_.owns(status)) return true;
    if (run_ == Run::dry) return ++changed_, true;
    if (::fchownat(directory, name, owner_.uid, owner_.gid, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) == 0)
      return ++changed_, true;
    if (errno == ENOENT) return true;
    if (errno == EROFS) return ++read_only_, true;
    return fail(refusal("give " + to_text(owner_) + " the file", path, errno));
  }

  const std::string& error() const { return error_; }
  std::size_t changed_count() const { return changed_; }
  std::string remarks() const {
    std::string text;
    if (mounts_ > 0) text += ", " + std::to_string(mounts_) + " mounts in it left alone";
    if (read_only_ > 0) text += ", " + std::to_string(read_only_) + " on read-only mounts left alone";
    return text;
  }

 private:
  bool fail(std::string text) {
    error_ = std::move(text);
    return false;
  }

  bool one(int parent, const std::string& name, const std::string& path, unsigned depth) {
    struct stat status {};
    if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      return errno == ENOENT || fail(refusal("look at", path, errno));
    if (status.st_dev != device_) return ++mounts_, true;
    if (!S_ISDIR(status.st_mode)) return give(parent, name.c_str(), path, status);
    const base::Fd child{::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!child) return errno == ENOENT || fail(refusal("read", path, errno));
    return below(child.get(), path, depth + 1) && give(child.get(), "", path, status);
  }

  Owner owner_;
  Run run_;
  dev_t device_;
  std::size_t changed_ = 0, mounts_ = 0, read_only_ = 0;
  std::string error_;
};

}  // namespace

Outcome change_owner(const base::Record& action, Run run) {
  const std::string path{action.get("path")};
  const auto owner = owner_of(action);
  if (!owner) return failed("no owner is given for " + path);
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT && run == Run::dry) return skipped(path + " does not exist yet");
    return failed(refusal("look at", path, errno));
  }
  // As an ordinary user there is nothing to be given, and no reason to say so where the user can write.
  if (::geteuid() != 0 && run == Run::really && ::access(path.c_str(), W_OK) == 0)
    return unchanged(path + " can be written to, and only root could give it away");
  if (::geteuid() != 0 && run == Run::really)
    return skipped("this is uid " + std::to_string(::geteuid()) + ", and only root can give " + path +
                   " away");
  Walk walk{*owner, run, status.st_dev};
  bool good = true;
  if (S_ISDIR(status.st_mode)) {
    const base::Fd top{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!top) return failed(refusal("read", path, errno));
    good = walk.below(top.get(), path, 1);
  }
  good = good && walk.give(AT_FDCWD, path.c_str(), path, status);
  if (!good) return failed(walk.error());
  if (walk.changed_count() == 0) return unchanged(path + " belongs to " + to_text(*owner) + walk.remarks());
  return changed(
      run, "gave", "give",
      to_text(*owner) + ' ' + std::to_string(walk.changed_count()) + " files in " + path + walk.remarks());
}

}  // namespace jeden::step
