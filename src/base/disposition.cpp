#include "base/disposition.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>

namespace jeden::base {
namespace {

constexpr std::size_t kernel_set_size = 8;  // of 64 signals, as every architecture that we build for has it

// The kernel's struct sigaction. Only its first member is looked at; the others differ from one architecture
// to the next (flags, a restorer on some, a mask), and are together smaller than this.
struct KernelAction {
  void (*handler)(int) = SIG_DFL;
  std::array<std::byte, 56> rest{};
};

int exchange(int signal, const KernelAction* wanted, KernelAction* found) noexcept {
  return ::syscall(SYS_rt_sigaction, signal, wanted, found, kernel_set_size) == 0 ? 0 : errno;
}

}  // namespace

int set_disposition(int signal, Disposition disposition) noexcept {
  KernelAction action;
  action.handler = disposition == Disposition::ignored ? SIG_IGN : SIG_DFL;
  return exchange(signal, &action, nullptr);
}

int copy_disposition(int from, int to) noexcept {
  KernelAction action;
  const int error = exchange(from, nullptr, &action);
  return error != 0 ? error : exchange(to, &action, nullptr);
}

bool is_ignored(int signal) noexcept {
  KernelAction action;
  return exchange(signal, nullptr, &action) == 0 && action.handler == SIG_IGN;
}

void block_every_signal() noexcept {
  constexpr std::uint64_t all = ~std::uint64_t{0};
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, nullptr, kernel_set_size);
}

}  // namespace jeden::base
