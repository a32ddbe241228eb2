#include "host/job_control.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "process/terminal.hpp"

namespace jeden::host {
namespace {

// From the background this would stop us with SIGTTOU, unless that is blocked (tcsetpgrp(3)).
void give_terminal(int terminal, pid_t group) {
  sigset_t background, before;
  sigemptyset(&background);
  sigaddset(&background, SIGTTOU);
  ::pthread_sigmask(SIG_BLOCK, &background, &before);
  ::tcsetpgrp(terminal, group);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

JobControl::JobControl(Standing standing) {
  if (standing != Standing::init && ::getsid(0) != ::getpid()) terminal_ = process::standard_terminal();
}

void JobControl::look(pid_t main) const noexcept {
  siginfo_t info{};
  if (terminal_ < 0 || main <= 0) return;
  if (::waitid(P_PID, static_cast<id_t>(main), &info, WSTOPPED | WNOHANG) != 0 || info.si_pid != main) return;
  give_terminal(terminal_, ::getpgrp());
  ::kill(::getpid(), SIGSTOP);
}

void JobControl::continued(pid_t main) const noexcept {
  if (terminal_ < 0 || main <= 0) return;
  if (::tcgetpgrp(terminal_) == ::getpgrp()) give_terminal(terminal_, ::getpgid(main));
}

}  // namespace jeden::host
