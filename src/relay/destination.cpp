#include "relay/destination.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <utility>

namespace jeden::relay {
namespace {

constexpr std::uint64_t look_interval = 100;    // milliseconds
constexpr std::uint64_t retry_interval = 1000;  // the same, after a rotation that failed

// The coarse clock is read without a system call and is right to a few milliseconds.
std::uint64_t coarse_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000 + static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

Destination::Kind kind_of(int descriptor) noexcept {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return Destination::Kind::device;
  if (S_ISREG(status.st_mode)) return Destination::Kind::file;
  const bool device = S_ISCHR(status.st_mode) && ::isatty(descriptor) == 0;
  return device ? Destination::Kind::device : Destination::Kind::stream;
}

// Of two relays that share a file only one rotates it.
class FileLock {
 public:
  explicit FileLock(int descriptor) noexcept : descriptor_{::fcntl(descriptor, F_DUPFD_CLOEXEC, 10)} {
    while (::flock(descriptor_.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() { ::flock(descriptor_.get(), LOCK_UN); }

 private:
  base::Fd descriptor_;  // a duplicate: the number itself comes to mean the new file meanwhile
};

}  // namespace

Destination::Destination(int descriptor, const char* path, const Limits& limits, const Report& report)
    : descriptor_{descriptor}, path_{path}, limits_{limits}, report_{&report} {
  examine();
  if (path_ == nullptr || kind_ != Kind::file) limits_.max_size = 0;
}

std::string_view Destination::name() const noexcept {
  if (path_ != nullptr) return path_;
  return descriptor_ == 1 ? "standard output" : "standard error";
}

bool Destination::is_same_as(int descriptor) const noexcept {
  struct stat mine {
  }, other{};
  return ::fstat(descriptor_, &mine) == 0 && ::fstat(descriptor, &other) == 0 &&
         mine.st_ino == other.st_ino && mine.st_dev == other.st_dev;
}

void Destination::examine() noexcept {
  kind_ = kind_of(descriptor_);
  pipe_size_ = static_cast<std::size_t>(std::max(0, ::fcntl(descriptor_, F_GETPIPE_SZ)));
  measure();
}

void Destination::measure() noexcept {
  struct stat status {};
  if (::fstat(descriptor_, &status) == 0 && status.st_size >= 0)
    size_ = static_cast<std::uint64_t>(status.st_size);
}

bool Destination::was_moved() const noexcept {
  struct stat named {
  }, open{};
  if (::stat(path_, &named) != 0) return errno == ENOENT;
  return ::fstat(descriptor_, &open) == 0 && (named.st_ino != open.st_ino || named.st_dev != open.st_dev);
}

bool Destination::is_due() const noexcept {
  return path_ != nullptr && (reopen_asked_ || coarse_now() - looked_at_ >= look_interval);
}

bool Destination::keep_up() noexcept {
  if (!is_due()) return false;
  looked_at_ = coarse_now();
  if (std::exchange(reopen_asked_, false) || was_moved()) return reopen();
  measure();  // it may have been truncated, or somebody else writes to it
  return false;
}

bool Destination::reopen() noexcept {
  const base::Fd file{::open(path_, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0644)};
  if (!file || ::dup2(file.get(), descriptor_) < 0) {
    if (!reopen_failure_told_) report_->reopen_failed(name(), errno);
    reopen_failure_told_ = true;
    return false;
  }
  reopen_failure_told_ = false;
  examine();
  return true;
}

std::size_t Destination::make_room(std::string_view data, bool mid_line) noexcept {
  if (mid_line && is_due()) return first_line(data);
  if (limits_.max_size == 0) return data.size();
  std::size_t count = fitting(data, size_, limits_.max_size, mid_line);
  if (count == 0 && rotate()) count = fitting(data, size_, limits_.max_size, mid_line);
  return count == 0 ? data.size() : count;  // a file that is too large is better than lines that are lost
}

bool Destination::rotate() noexcept {
  if (rotate_failure_told_ && coarse_now() - rotate_failed_at_ < retry_interval) return false;
  const FileLock lock{descriptor_};
  if (was_moved()) return reopen();
  struct stat old {};
  ::fstat(descriptor_, &old);
  const std::string path{path_};
  int failure = 0;
  if (limits_.keep == 0 && ::unlink(path_) != 0) failure = errno;
  for (const Rename& rename : plan_rotation(path, limits_.keep)) {
    if (::rename(rename.from.c_str(), rename.to.c_str()) == 0 || errno == ENOENT) continue;
    failure = errno;
    break;  // the next one would overwrite what could not be moved
  }
  if (failure == 0 && reopen()) {
    // As logrotate's "create": who could read the old file can read the new one.
    if (::fchmod(descriptor_, old.st_mode & 07777U) != 0 ||
        ::fchown(descriptor_, old.st_uid, old.st_gid) != 0)
      errno = 0;
    rotate_failure_told_ = false;
    return true;
  }
  // Nothing but the name has changed: what is open is still written to, under its old name if possible.
  if (failure == 0 && limits_.keep > 0) ::rename((path + ".1").c_str(), path_);
  if (failure != 0 && !rotate_failure_told_) report_->rotate_failed(name(), failure);
  rotate_failure_told_ = true;
  rotate_failed_at_ = coarse_now();
  return false;
}

}  // namespace jeden::relay
