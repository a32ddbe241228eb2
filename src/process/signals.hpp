// The signal mask and the ignored signals that jeden was started with: its programs get them back exactly so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jeden::process {

// A set of signals: bit n - 1 stands for signal n, as in the kernel.
using SignalSet = std::uint64_t;

constexpr SignalSet signal_bit(int signal) {
  return SignalSet{1} << (signal - 1);
}
constexpr bool contains(SignalSet set, int signal) {
  return (set & signal_bit(signal)) != 0;
}

// A disposition is either "ignored" or "default" at the start of a program: execve(2) resets handlers.
struct FoundSignals {
  SignalSet ignored = 0;
  SignalSet blocked = 0;
  bool operator==(const FoundSignals&) const = default;
};

// Call it first in main(), before anything installs a handler. Never fails.
FoundSignals record();

// For a process that is about to exec: every disposition becomes "ignored" or "default", then the mask is
// set.
void restore(const FoundSignals& found);

// "1,13", or "none" for an empty set. The reader takes names as well ("HUP,PIPE"); nullopt when a word is no
// signal.
std::string to_list(SignalSet signals);
std::optional<SignalSet> parse_signal_list(std::string_view text);

}  // namespace jeden::process
