#include "host/reaper.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace jeden::host {
namespace {

// In one turn, so that a storm of orphans does not keep signals waiting.
constexpr int most_per_turn = 256;

core::ExitStatus status_of(const siginfo_t& info) {
  return info.si_code == CLD_EXITED ? core::ExitStatus{info.si_status, 0}
                                    : core::ExitStatus{0, info.si_status};
}

}  // namespace

int Reaper::open(uv_loop_t* loop) noexcept {
  if (const int error = uv_signal_init(loop, news_.raw())) return -error;
  news_.opened(this);
  if (const int error = uv_signal_start(
          news_.raw(), [](uv_signal_t*, int) {}, SIGCHLD))
    return -error;
  if (const int error = uv_check_init(loop, after_poll_.raw())) return -error;
  after_poll_.opened(this);
  if (const int error = uv_idle_init(loop, again_.raw())) return -error;
  again_.opened(this);
  return -uv_check_start(after_poll_.raw(), [](uv_check_t* handle) {
    Reaper& reaper = Handle<uv_check_t>::owner_of<Reaper>(handle);
    reaper.sink_->turn_ended();
    reaper.reap();
  });
}

void Reaper::close() noexcept {
  news_.close();
  after_poll_.close();
  again_.close();
}

void Reaper::reap() noexcept {
  for (int n = 0; n < most_per_turn; ++n) {
    siginfo_t info{};
    const int look = want_groups_ ? WNOWAIT : 0;  // only a zombie still has a group
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | look) != 0 || info.si_pid == 0) {
      uv_idle_stop(again_.raw());
      return;
    }
    pid_t group = 0;
    if (want_groups_) {
      group = ::getpgid(info.si_pid);
      ::waitid(P_PID, static_cast<id_t>(info.si_pid), &info, WEXITED | WNOHANG);
    }
    sink_->reaped(info.si_pid, group, status_of(info));
  }
  if (again_.is_open()) uv_idle_start(again_.raw(), [](uv_idle_t*) {});
}

}  // namespace jeden::host
