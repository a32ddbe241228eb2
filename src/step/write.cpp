#include "step/write.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/path.hpp"
#include "step/note.hpp"

namespace jeden::step {
namespace {

constexpr mode_t private_mode = 0600;

int put(int file, std::string_view content) {
  if (const int error = base::write_all(file, content)) return error;
  return ::fsync(file) == 0 ? 0 : errno;
}

// What the file is to be: only root can give it to somebody else.
struct Wanted {
  Owner owner;
  mode_t mode = 0;
};

Wanted wanted(const Target& target, const struct stat* there) {
  Wanted result{{::geteuid(), ::getegid()}, target.new_mode};
  if (there != nullptr) result = {{there->st_uid, there->st_gid}, there->st_mode & 07777U};
  if (target.owner && ::geteuid() == 0) result.owner = *target.owner;
  if (target.mode) result.mode = *target.mode;
  return result;
}

bool is_right(const Wanted& wanted, const struct stat& status) {
  return wanted.owner.owns(status) && wanted.mode == (status.st_mode & 07777U);
}

// The mode last, since a change of the owner may clear bits of it.
int dress(int file, const Wanted& wanted) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return errno;
  if (!wanted.owner.owns(status) && ::geteuid() == 0 &&
      ::fchown(file, wanted.owner.uid, wanted.owner.gid) != 0)
    return errno;
  if ((status.st_mode & 07777U) != wanted.mode && ::fchmod(file, wanted.mode) != 0) return errno;
  return 0;
}

int replace(const std::string& path, std::string_view content, const Wanted& wanted) {
  const std::string folder = base::parent_of(path), fresh = base::beside(path, unfinished);
  ::unlink(fresh.c_str());  // of a life that was interrupted
  const base::Fd file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file) return errno;
  int error = put(file.get(), content);
  if (error == 0) error = dress(file.get(), wanted);
  if (error == 0 && ::rename(fresh.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(fresh.c_str());
    return error;
  }
  const base::Fd directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory) ::fsync(directory.get());  // not every file system can; the file is right either way
  return 0;
}

int write_through(const std::string& path, std::string_view content, const Wanted& wanted) {
  const base::Fd file{::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!file) return errno;
  const int error = put(file.get(), content);
  return error != 0 ? error : dress(file.get(), wanted);
}

// A link stays a link: what it leads to is written.
std::string behind_links(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> found{::realpath(path.c_str(), nullptr), std::free};
  return found != nullptr ? found.get() : path;
}

// Two containers with one volume must not write the same file, and their pids may be equal.
std::string unique_name(const std::string& path) {
  std::array<unsigned char, 8> bytes{};
  [[maybe_unused]] const ssize_t ignored = ::getrandom(bytes.data(), bytes.size(), 0);
  std::string name = base::beside(path, "jeden-");
  for (const unsigned char byte : bytes) name += static_cast<char>('a' + byte % 26);
  return name;
}

}  // namespace

Target target_of(const base::Record& action, std::string path, mode_t new_mode) {
  return {std::move(path), owner_of(action), mode_of(action), new_mode,
          action.find("keep_edited").has_value()};
}

std::optional<Outcome> left_alone(const Target& target) {
  const std::string path = behind_links(target.path);
  std::string there;
  if (!target.keep_edited || base::read_file(path, there, largest_file)) return std::nullopt;
  const Note note{path};
  if (!note.tells_edited(there)) return std::nullopt;
  return skipped(path + " was edited since jeden wrote it, and is left alone: delete " + note.path() +
                 " to have it written again");
}

Outcome write_file(const Target& target, std::string_view content, Run run) {
  if (auto left = left_alone(target)) return std::move(*left);
  const std::string path = behind_links(target.path);
  struct stat status {};
  const bool found = ::lstat(path.c_str(), &status) == 0;
  if (!found && errno != ENOENT) return failed(refusal("look at", path, errno));
  if (found && !S_ISREG(status.st_mode))
    return failed(path + " is not a regular file (it is " + standing(status) + "): move it away");
  const Wanted as = wanted(target, found ? &status : nullptr);
  std::string there;
  const bool same = found && !base::read_file(path, there, largest_file) && there == content;
  const Note note{path};
  const bool noting =
      target.keep_edited ? !note.is_there() || !same : note.is_there() && !note.tells_edited(there);
  const bool done = same && is_right(as, status);
  if (run == Run::dry && !done) return changed(run, "wrote", "write", path);
  if (run == Run::really && noting)
    if (const int error =
            replace(note.path(), Note::text(there, content), {{::geteuid(), ::getegid()}, private_mode}))
      return failed(refusal("note what is written, in", note.path(), error));
  if (done) return unchanged(path + " is as it should be");
  int error = replace(path, content, as);
  if (found && (error == EBUSY || error == EACCES || error == EPERM || error == EROFS))
    error = write_through(path, content, as);
  if (error != 0) return failed(refusal("write", path, error));
  return changed(run, "wrote", "write", path);
}

Outcome create_file(const Target& target, std::string_view content) {
  const std::string fresh = unique_name(target.path);
  const base::Fd file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file) return failed(refusal("make", target.path, errno));
  int error = put(file.get(), content);
  if (error == 0) error = dress(file.get(), wanted(target, nullptr));
  // link(2) never replaces a file; rename(2) is for file systems that have no links.
  if (error == 0 && ::link(fresh.c_str(), target.path.c_str()) != 0) error = errno;
  if (error == EPERM || error == EOPNOTSUPP || error == ENOSYS)
    error = ::rename(fresh.c_str(), target.path.c_str()) == 0 ? 0 : errno;
  ::unlink(fresh.c_str());
  if (error == EEXIST) return unchanged(target.path + " was made by another process");
  if (error != 0) return failed(refusal("make", target.path, error));
  return {Outcome::Kind::changed, "made " + target.path};
}

}  // namespace jeden::step
