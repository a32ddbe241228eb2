#include "process/signals.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "base/disposition.hpp"
#include "base/signal.hpp"
#include "process/text.hpp"

namespace jeden::process {
namespace {

// The system call itself: the C library's sigprocmask(3) would drop signals 32 and 33 from the set.
void exchange_mask(const SignalSet* wanted, SignalSet* found) {
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, wanted, found, sizeof(SignalSet));
}

}  // namespace

FoundSignals record() {
  FoundSignals found;
  exchange_mask(nullptr, &found.blocked);
  for (int signal = 1; signal <= base::last_signal; ++signal)
    if (base::is_ignored(signal)) found.ignored |= signal_bit(signal);
  return found;
}

void restore(const FoundSignals& found) {
  for (int signal = 1; signal <= base::last_signal; ++signal)
    if (base::can_be_caught(signal))
      base::set_disposition(
          signal, contains(found.ignored, signal) ? base::Disposition::ignored : base::Disposition::standard);
  exchange_mask(&found.blocked, nullptr);
}

std::string to_list(SignalSet signals) {
  std::string list;
  for (int signal = 1; signal <= base::last_signal; ++signal) {
    if (!contains(signals, signal)) continue;
    if (!list.empty()) list += ',';
    list += std::to_string(signal);
  }
  return list.empty() ? "none" : list;
}

std::optional<SignalSet> parse_signal_list(std::string_view text) {
  SignalSet signals = 0;
  const bool read = for_each_element(text, [&](std::string_view element) {
    const auto signal = base::parse_signal(element);
    if (signal) signals |= signal_bit(*signal);
    return signal.has_value();
  });
  return read ? std::optional{signals} : std::nullopt;
}

}  // namespace jeden::process
