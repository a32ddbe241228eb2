#include "relay/turn.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <string>

namespace jeden::relay {

Turn::Turn(int descriptor) noexcept {
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  own_.reset(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
}

bool Turn::take(int how) noexcept {
  if (held_ || !own_) return true;
  int result = 0;
  do result = ::flock(own_.get(), how);
  while (result != 0 && errno == EINTR);
  held_ = result == 0;
  return held_ || errno != EWOULDBLOCK;
}

bool Turn::wait() noexcept {
  return take(LOCK_EX);
}

bool Turn::try_take() noexcept {
  return take(LOCK_EX | LOCK_NB);
}

void Turn::pass_on() noexcept {
  if (held_) ::flock(own_.get(), LOCK_UN);
  held_ = false;
}

}  // namespace jeden::relay
