#include "step/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/time.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>

#include "step/owner.hpp"

namespace jeden::step {
namespace {

constexpr unsigned told_again_seconds = 30;

std::int64_t now_seconds() {
  struct timespec time {};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec;
}

// A directory is locked as it is, so that nothing has to be made in it; anything else is a file of its own.
base::Fd open_lock(const std::string& path) {
  base::Fd directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory || (errno != ENOENT && errno != ENOTDIR)) return directory;
  return base::Fd{::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0644)};
}

// flock(2) blocks; a timer that comes again and again interrupts it, also when it comes too early.
void tick(unsigned seconds) {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  ::sigaction(SIGALRM, &action, nullptr);
  const struct itimerval every {
    {seconds, 0}, { seconds, 0 }
  };
  ::setitimer(ITIMER_REAL, &every, nullptr);
}

std::string lock_refusal(const std::string& path, int error) {
  std::string text = refusal("lock", path, error);
  if (error == EBADF || error == EINVAL || error == ENOLCK || error == EOPNOTSUPP)
    text += ": that file system cannot do this with a directory; name a file of it by lock = \"...\"";
  return text;
}

}  // namespace

Locked take_lock(const std::string& path, unsigned seconds,
                 const std::function<void(const std::string&)>& tell) {
  Locked result;
  base::Fd lock = open_lock(path);
  if (!lock) return result.error = refusal("open the lock", path, errno), std::move(result);
  const std::int64_t since = now_seconds();
  std::int64_t told = since;
  bool waits = false;
  for (int how = LOCK_EX | LOCK_NB; ::flock(lock.get(), how) != 0; how = LOCK_EX) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return result.error = lock_refusal(path, errno), std::move(result);
    const std::int64_t now = now_seconds();
    if (now - since >= seconds && (waits || seconds == 0)) {
      result.timed_out = true;
      result.error = "another container has held the lock " + path + " for " + std::to_string(now - since) +
                     " seconds: look at what it does, or give it more time by wait";
      return result;
    }
    if (!waits) tick(1);
    if (!waits || now - told >= told_again_seconds) {
      tell("another container holds the lock " + path);
      told = now;
    }
    waits = true;
  }
  if (waits) tick(0);
  result.lock = std::move(lock);
  return result;
}

}  // namespace jeden::step
