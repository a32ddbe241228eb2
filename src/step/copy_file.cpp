#include "step/copy_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/path.hpp"
#include "step/write.hpp"

namespace jeden::step {
namespace {

int copy_content(int from, int to) {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return ::fsync(to) == 0 ? 0 : errno;
    if (const int error = base::write_all(to, {buffer.data(), static_cast<std::size_t>(count)})) return error;
  }
}

// link(2) never replaces what another process has put there meanwhile; not every file system has it.
int move_to(const std::string& fresh, const std::string& to, Place place) {
  if (place == Place::empty && (::link(fresh.c_str(), to.c_str()) == 0 || errno == EEXIST)) return 0;
  return ::rename(fresh.c_str(), to.c_str()) == 0 ? 0 : errno;
}

}  // namespace

std::string copy_file(const std::string& from, const std::string& to, const Owner& owner, mode_t mode,
                      Place place) {
  const base::Fd source{::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  if (!source) return refusal("read", from, errno);
  const std::string fresh = base::beside(to, unfinished);
  ::unlink(fresh.c_str());  // of a copy that was interrupted
  const base::Fd target{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!target) return refusal("write", to, errno);
  std::string failure;
  if (const int error = copy_content(source.get(), target.get()))
    failure = refusal("write", to, error);
  else if (const int refused = give_copy(fresh, owner))
    failure = refusal("give " + to_text(owner) + " the file", to, refused);
  else if (::fchmod(target.get(), mode & 07777U) != 0)
    failure = refusal("set the mode of", to, errno);
  else if (const int unmoved = move_to(fresh, to, place))
    failure = refusal("write", to, unmoved);
  ::unlink(fresh.c_str());
  return failure;
}

int give_copy(const std::string& path, const Owner& owner) {
  if (::geteuid() != 0) return 0;
  return ::lchown(path.c_str(), owner.uid, owner.gid) == 0 ? 0 : errno;
}

}  // namespace jeden::step
