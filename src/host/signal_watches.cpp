#include "host/signal_watches.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>

namespace jeden::host {
namespace {

constexpr std::array faults{SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
constexpr int fault_exit_code = 70;

// What a signal handler may touch: one word, and uv_async_send, which libuv documents as safe there.
std::atomic<std::uint64_t> sent{0};
uv_async_t* wake = nullptr;

constexpr std::size_t most_at_once = 16;

// si_code tells a kill(2) from a fault (sigaction(2)); abort() is a signal that jeden sends to itself.
[[maybe_unused]] void on_fault(int signal, siginfo_t* info, void*) {
  const bool from_a_process = info->si_code <= 0 && info->si_pid != ::getpid();
  if (from_a_process && wake != nullptr) {
    sent.fetch_or(std::uint64_t{1} << signal, std::memory_order_relaxed);
    uv_async_send(wake);
    return;
  }
  constexpr std::string_view message = "jeden: internal fault, giving up\n";
  [[maybe_unused]] const ssize_t ignored = ::write(2, message.data(), message.size());
  ::_exit(fault_exit_code);
}

}  // namespace

// What does not fit is reported again in the next turn of the loop.
void SignalWatches::receive() noexcept {
  std::array<signalfd_siginfo, most_at_once> received;
  const ssize_t size = ::read(descriptor_.get(), received.data(), sizeof received);
  const pid_t self = ::getpid();
  for (std::size_t i = 0;
       (i + 1) * sizeof received[0] <= static_cast<std::size_t>(std::max<ssize_t>(size, 0)); ++i) {
    const signalfd_siginfo& signal = received[i];
    // Nobody reads jeden's own output any more: that is no message for the program.
    if (signal.ssi_signo == SIGPIPE && static_cast<pid_t>(signal.ssi_pid) == self) continue;
    sink_->signalled(static_cast<int>(signal.ssi_signo));
  }
}

int SignalWatches::open(uv_loop_t* loop) noexcept {
  const int error = uv_async_init(loop, sent_faults_.raw(), [](uv_async_t* handle) {
    const std::uint64_t signals = sent.exchange(0, std::memory_order_relaxed);
    for (const int fault : faults)
      if ((signals >> fault & 1) != 0)
        Handle<uv_async_t>::owner_of<SignalWatches>(handle).sink_->signalled(fault);
  });
  if (error != 0) return -error;
  sent_faults_.opened(this);
  wake = sent_faults_.raw();
#ifndef JEDEN_SANITIZED  // the sanitizers report faults by handlers of their own
  struct sigaction action {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER;
  for (const int fault : faults) ::sigaction(fault, &action, nullptr);
#endif
  sigset_t watched;
  sigfillset(&watched);  // the C library leaves its own two out
  for (const int fault : faults) sigdelset(&watched, fault);
  descriptor_.reset(::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!descriptor_) return errno;
  if (const int failed = uv_poll_init(loop, watch_.raw(), descriptor_.get())) return -failed;
  watch_.opened(this);
  if (const int failed = uv_poll_start(watch_.raw(), UV_READABLE, [](uv_poll_t* handle, int, int) {
        Handle<uv_poll_t>::owner_of<SignalWatches>(handle).receive();
      }))
    return -failed;
  ::pthread_sigmask(SIG_SETMASK, &watched, nullptr);
  return 0;
}

void SignalWatches::close() noexcept {
  wake = nullptr;
  sent_faults_.close();
  watch_.close();
}

}  // namespace jeden::host
