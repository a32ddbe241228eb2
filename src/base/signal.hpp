// Signal names and numbers, real-time signals included.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jeden::base {

inline constexpr int last_signal = 64;  // Linux: _NSIG - 1 on every architecture that we build for

// "SIGTERM", "TERM", "term", "SIGRTMIN+3", "RTMAX-1", "15". Numbers 1 to 64; nullopt for anything else.
// SIGRTMIN is 34, as containers and glibc count; 32 and 33, which the C library keeps for itself, have no
// names.
std::optional<int> parse_signal(std::string_view text);

// "SIGTERM", "SIGRTMIN+3"; "SIG99" for a number that has no name.
std::string signal_name(int signal);

// All but SIGKILL and SIGSTOP (signal(7)).
bool can_be_caught(int signal);

}  // namespace jeden::base
