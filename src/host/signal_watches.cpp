#include "host/signal_watches.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/disposition.hpp"

namespace jeden::host {
namespace {

constexpr std::array faults{SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
constexpr int fault_exit_code = 70;

// The C library's sigaction(3), and so libuv, refuses these two.
constexpr std::array refused{32, 33};

// What a signal handler may touch: one word, and uv_async_send, which libuv documents as safe there.
std::atomic<std::uint64_t> sent{0};
uv_async_t* wake = nullptr;

bool is_ours(int signal) {
  const auto is_in = [signal](const auto& signals) {
    return std::find(signals.begin(), signals.end(), signal) != signals.end();
  };
  return is_in(faults) || is_in(refused);
}

void on_sent(int signal) {
  sent.fetch_or(std::uint64_t{1} << signal, std::memory_order_relaxed);
  if (wake != nullptr) uv_async_send(wake);
}

// si_code tells a kill(2) from a fault (sigaction(2)); abort() is a signal that jeden sends to itself.
[[maybe_unused]] void on_fault(int signal, siginfo_t* info, void*) {
  const bool from_a_process = info->si_code <= 0 && info->si_pid != ::getpid();
  if (from_a_process && wake != nullptr) {
    on_sent(signal);
    return;
  }
  constexpr std::string_view message = "jeden: internal fault, giving up\n";
  [[maybe_unused]] const ssize_t ignored = ::write(2, message.data(), message.size());
  ::_exit(fault_exit_code);
}

}  // namespace

int SignalWatches::watch(uv_loop_t* loop, int signal) noexcept {
  auto& watch = watches_[static_cast<std::size_t>(signal)];
  if (const int error = uv_signal_init(loop, watch.raw())) return -error;
  watch.opened(this);
  return -uv_signal_start(
      watch.raw(),
      [](uv_signal_t* handle, int number) {
        Handle<uv_signal_t>::owner_of<SignalWatches>(handle).sink_->signalled(number);
      },
      signal);
}

// By way of a signal that the C library does not refuse: what the kernel needs beside the handler's address
// is in there then. libuv's own handler for that signal follows.
int SignalWatches::watch_refused() noexcept {
  struct sigaction action {};
  action.sa_handler = on_sent;
  action.sa_flags = SA_RESTART;
  if (::sigaction(SIGUSR1, &action, nullptr) != 0) return errno;
  for (const int signal : refused)
    if (const int error = base::copy_disposition(SIGUSR1, signal)) return error;
  return 0;
}

int SignalWatches::open(uv_loop_t* loop) noexcept {
  const int error = uv_async_init(loop, sent_.raw(), [](uv_async_t* handle) {
    const std::uint64_t signals = sent.exchange(0, std::memory_order_relaxed);
    for (int signal = 1; signal < base::last_signal; ++signal)
      if ((signals >> signal & 1) != 0)
        Handle<uv_async_t>::owner_of<SignalWatches>(handle).sink_->signalled(signal);
  });
  if (error != 0) return -error;
  sent_.opened(this);
  wake = sent_.raw();
  return watch_refused();
}

int SignalWatches::watch_all(uv_loop_t* loop) noexcept {
#ifndef JEDEN_SANITIZED  // the sanitizers report faults by handlers of their own
  struct sigaction action {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER;
  for (const int fault : faults) ::sigaction(fault, &action, nullptr);
#endif
  for (int signal = 1; signal <= base::last_signal; ++signal) {
    if (!base::can_be_caught(signal) || is_ours(signal) || signal == SIGCHLD) continue;
    if (const int failed = watch(loop, signal)) return failed;
  }
  return 0;
}

void SignalWatches::close() noexcept {
  wake = nullptr;
  sent_.close();
  for (auto& watch : watches_) watch.close();
}

}  // namespace jeden::host
