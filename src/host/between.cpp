#include "host/between.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

#include "base/disposition.hpp"
#include "base/signal.hpp"

namespace jeden::host {
namespace {

const Start* announced = nullptr;
bool handlers_expected = false;

// SIGUSR1 has lent its handler to 32 and 33.
[[maybe_unused]] constexpr bool is_handled_early(int signal) {
  return signal == SIGCHLD || signal == SIGUSR1 || signal == 32 || signal == 33;
}

// uv_spawn can only begin a session. A program in a session of its own whose parent is in another one is an
// orphaned process group, which Ctrl-Z and SIGTSTP do not stop (setpgid(2)); so main gets a group in jeden's
// session. Where fork(2) is not wrapped its own hook is the moment for that. A libuv that used neither would
// leave the program in jeden's group; a test watches over that.
void after_fork() {
  if (announced != nullptr && announced->place == Place::group) ::setpgid(0, 0);
}

#ifdef JEDEN_WRAPPED_FORK

constexpr std::size_t stack_size = 16384;

// As uv_spawn puts them: a descriptor that another one's place would overwrite moves out of the way first,
// and 0, 1 and 2 block.
bool put_in_place(const Descriptors& descriptors) {
  constexpr std::size_t most = 16;
  std::array<int, most> from;
  const int count = static_cast<int>(std::min(descriptors.places.size(), most));
  for (int place = 0; place < count; ++place) {
    const auto slot = static_cast<std::size_t>(place);
    from[slot] = descriptors.places[slot];
    if (from[slot] < 0 || from[slot] >= place) continue;
    from[slot] = ::fcntl(from[slot], F_DUPFD_CLOEXEC, count);
    if (from[slot] < 0) return false;
  }
  for (int place = 0; place < count; ++place) {
    const int descriptor = from[static_cast<std::size_t>(place)];
    if (descriptor < 0) continue;
    if (descriptor == place ? ::fcntl(place, F_SETFD, 0) != 0 : ::dup2(descriptor, place) < 0) return false;
    const int flags = place <= 2 ? ::fcntl(place, F_GETFL) : 0;
    if (flags > 0 && (flags & O_NONBLOCK) != 0) ::fcntl(place, F_SETFL, flags & ~O_NONBLOCK);
  }
  return true;
}

// Runs in the memory of its parent, which waits: system calls only. Returns errno when there is no exec.
int become(const Start& start) {
  if (start.place == Place::session)
    ::setsid();
  else
    ::setpgid(0, 0);
  if (!put_in_place(*start.descriptors)) return errno;
  // Before the mask is emptied: no handler of the parent's may run here.
  for (int signal = 1; signal <= base::last_signal; ++signal)
    if (handlers_expected || is_handled_early(signal))
      base::set_disposition(signal, base::Disposition::standard);
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execve(start.file, start.arguments, start.environment);
  return errno;
}

struct Attempt {
  const Start* start;
  int failure = 0;
};

pid_t start_without_copy(const Start& start) {
  alignas(16) static std::array<std::byte, stack_size> stack;
  Attempt attempt{&start};
  const pid_t pid = ::clone(
      [](void* argument) -> int {
        auto& self = *static_cast<Attempt*>(argument);
        self.failure = become(*self.start);
        ::_exit(127);
      },
      stack.data() + stack.size(), CLONE_VM | CLONE_VFORK | SIGCHLD, &attempt);
  if (pid < 0 || attempt.failure == 0) return pid;
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  errno = attempt.failure;
  return -1;
}

#endif

}  // namespace

void expect_handlers() noexcept {
  handlers_expected = true;
}

Announced::Announced(const Start& start) noexcept {
  [[maybe_unused]] static const int hooked = ::pthread_atfork(nullptr, nullptr, after_fork);
  announced = &start;
}

Announced::~Announced() {
  announced = nullptr;
}

#ifdef JEDEN_WRAPPED_FORK
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names.
extern "C" {
pid_t __real_fork();
pid_t __wrap_fork();
pid_t __wrap_fork() {
  return announced != nullptr ? start_without_copy(*announced) : __real_fork();
}
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
#endif

}  // namespace jeden::host
