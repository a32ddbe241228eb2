// COMMAND of the command line beside the command of [main].
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/plan.hpp"

namespace jeden::config {

enum class ForeignCommand : std::uint8_t { bypass, prepare, refuse };

enum class WordsUse : std::uint8_t {
  none,     // no words: the configured command runs
  append,   // the first starts with "-"
  replace,  // the same program (by base name) with other arguments, or no program is configured
  foreign,  // another program
};
WordsUse use_of(const std::vector<std::string>& words, const std::vector<std::string>& configured);

// Gives main the words. A foreign command under `bypass` also loses what belongs to the configured program:
// hooks, waits, services, readiness, liveness, redirections and time limit; environment, user and the duties
// of PID 1 stay. `refuse` is the caller's to report before.
void apply_words(core::Plan& plan, const std::vector<std::string>& words, ForeignCommand foreign);

}  // namespace jeden::config
