// What a short program says: the value of a variable, before jeden is an init. Every signal is held
// meanwhile; a stop that comes ends the program at once and stays pending.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "process/signals.hpp"

namespace jeden::process {

struct Answer {
  std::string output;    // standard output, less the newlines at its end
  std::string error;     // not empty: why there is no answer, "ended with exit code 3"
  bool stopped = false;  // by a stop signal, which is still pending
};

inline constexpr std::size_t longest_answer = 65'536;

// words[0] is a path. Standard input is the null device, standard error is jeden's. The program leads a
// process group, which is killed when the program has ended, when `limit` has passed, or when it has said too
// much.
Answer ask(const std::vector<std::string>& words, const std::vector<std::string>& environment,
           const FoundSignals& signals, std::chrono::milliseconds limit);

}  // namespace jeden::process
