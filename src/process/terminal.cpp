#include "process/terminal.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace jeden::process {
namespace {

class Ignored {
 public:
  explicit Ignored(int signal) noexcept : signal_{signal} {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(signal_, &ignore, &found_);
  }
  Ignored(const Ignored&) = delete;
  Ignored& operator=(const Ignored&) = delete;
  ~Ignored() { ::sigaction(signal_, &found_, nullptr); }

 private:
  int signal_;
  struct sigaction found_ {};
};

bool leads_session() {
  return ::getsid(0) == ::getpid();
}

bool nothing_to_hand_over(int error) {
  return error == ENOTTY || error == ENXIO;
}

Outcome take_controlling_terminal(int tty) {
  if (!leads_session() || ::ioctl(tty, TIOCSCTTY, 0) == 0) return std::nullopt;
  if (errno == EPERM || nothing_to_hand_over(errno)) return std::nullopt;
  return Failure{"make descriptor " + std::to_string(tty) + " the controlling terminal", errno, {}};
}

}  // namespace

Outcome lead_group() {
  if (::getpgid(0) == ::getpid() || ::setpgid(0, 0) == 0) return std::nullopt;
  return Failure{"lead a process group", errno, {}};
}

Outcome lead_session() {
  if (::setsid() >= 0 || leads_session()) return std::nullopt;
  return Failure{"lead a session", errno, errno == EPERM ? "the process leads a group already" : ""};
}

Outcome take_foreground(int tty) {
  if (Outcome failure = take_controlling_terminal(tty)) return failure;
  if (Outcome failure = lead_group()) return failure;
  const Ignored tty_output{SIGTTOU};
  if (::tcsetpgrp(tty, ::getpgid(0)) == 0 || nothing_to_hand_over(errno)) return std::nullopt;
  return Failure{"take the foreground of the terminal", errno, {}};
}

int standard_terminal() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor)
    if (::isatty(descriptor) != 0) return descriptor;
  return -1;
}

}  // namespace jeden::process
