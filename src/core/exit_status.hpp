// How a process ended.
#pragma once

#include <cstdint>

namespace jeden::core {

struct ExitStatus {
  int code = 0;    // when it ended by itself: 0 to 255
  int signal = 0;  // when a signal ended it; 0 otherwise

  bool ok() const { return signal == 0 && code == 0; }
  // What a shell reports: the code, or 128 + the signal's number.
  int shell_code() const { return signal != 0 ? 128 + signal : code; }
  bool operator==(const ExitStatus&) const = default;
};

// Exit codes of jeden itself, after sysexits.h, and the shell's two for a program that cannot be run.
namespace exit_code {
inline constexpr int usage = 64;
inline constexpr int internal = 70;
inline constexpr int timed_out = 75;
inline constexpr int configuration = 78;
inline constexpr int overran = 124;  // as timeout(1)
inline constexpr int cannot_execute = 126;
inline constexpr int not_found = 127;
}  // namespace exit_code

}  // namespace jeden::core
