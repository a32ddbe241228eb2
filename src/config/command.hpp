// COMMAND of the command line beside the command of [main].
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

enum class ForeignCommand : std::uint8_t { bypass, prepare, refuse };

enum class WordsUse : std::uint8_t {
  none,     // no words: the configured command runs
  append,   // flags and what the rules of [main] take for arguments
  replace,  // the same program (by base name) with other arguments, or no program is configured
  foreign,  // another program
};

struct Use {
  WordsUse words_use = WordsUse::none;
  ForeignCommand foreign = ForeignCommand::bypass;
  std::vector<std::string> words;
  bool asks_only = false;  // for help or the version

  // Main runs alone: without hooks, waits, services, readiness, liveness, redirections and time limit;
  // environment, user and the duties of PID 1 stay.
  bool alone() const {
    return asks_only || (words_use == WordsUse::foreign && foreign == ForeignCommand::bypass);
  }
};

// What the words are. Lays the role that they name over [main], before anything is expanded. A foreign
// command that is refused has been reported.
Use decide_use(Value& root, const std::vector<std::string>& words, Loading& loading);

// Gives main, whose program has been read, its words.
void apply_use(core::Plan& plan, const Value& root, const Use& use, Loading& loading);

}  // namespace jeden::config
