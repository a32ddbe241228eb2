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
    reaper.reap_strangers();
  });
}

void Reaper::close() noexcept {
  news_.close();
  after_poll_.close();
  again_.close();
}

void Reaper::reap_strangers() noexcept {
  for (int n = 0; n < most_per_turn; ++n) {
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) {
      uv_idle_stop(again_.raw());
      return;
    }
    if (sink_->is_own_child(info.si_pid)) break;
    const pid_t pid = info.si_pid;
    const pid_t group = want_groups_ ? ::getpgid(pid) : 0;  // a zombie still has one
    if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG) == 0 && info.si_pid == pid)
      sink_->stranger_reaped(pid, group, status_of(info));
  }
  uv_idle_start(again_.raw(), [](uv_idle_t*) {});
}

}  // namespace jeden::host
