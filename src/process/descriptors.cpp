#include "process/descriptors.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace jeden::process {
namespace {

constexpr unsigned close_range_cloexec = 1U << 2;  // CLOSE_RANGE_CLOEXEC, linux/close_range.h

bool is_open(int descriptor) {
  return ::fcntl(descriptor, F_GETFD) >= 0;
}

// A regular file that somebody left at /dev/null would fill up.
bool is_null_device(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

void mark(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFD);
  if (flags >= 0) ::fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC);
}

bool mark_listed(int first) {
  DIR* directory = ::opendir("/proc/self/fd");
  if (directory == nullptr) return false;
  while (const dirent* entry = ::readdir(directory)) {
    int descriptor = -1;
    const char* name = entry->d_name;
    std::from_chars(name, name + std::strlen(name), descriptor);
    if (descriptor >= first) mark(descriptor);
  }
  ::closedir(directory);
  return true;
}

void mark_possible(int first) {
  constexpr rlim_t most = 65536;
  rlimit limit{};
  const rlim_t end = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? std::min(limit.rlim_cur, most) : most;
  for (int descriptor = first; descriptor < static_cast<int>(end); ++descriptor) mark(descriptor);
}

}  // namespace

base::Fd open_null() {
  base::Fd null{::open("/dev/null", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  if (null && is_null_device(null.get())) return null;
  null.reset();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return null;
  ::close(ends[1]);
  return base::Fd{ends[0]};
}

Outcome open_standard_descriptors() {
  for (int wanted = 0; wanted <= 2; ++wanted) {
    if (is_open(wanted)) continue;
    // Everything below is open by now, so the lowest free number, which both ways of opening take, is the
    // wanted one.
    base::Fd null = open_null();
    if (!null || ::fcntl(null.get(), F_SETFD, 0) != 0)
      return Failure{"open standard descriptor " + std::to_string(wanted), errno, {}};
    null.release();
  }
  return std::nullopt;
}

void close_on_exec_from(int first) {
#ifdef SYS_close_range
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, close_range_cloexec) == 0) return;
#endif
  if (!mark_listed(first)) mark_possible(first);
}

}  // namespace jeden::process
