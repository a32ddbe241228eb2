#include "config/command.hpp"

#include <utility>

#include "config/words.hpp"

namespace jeden::config {
namespace {

void append(std::vector<std::string>& command, const std::vector<std::string>& words) {
  // Behind the text of sh -c comes $0, and only then "$@".
  const bool script = command.size() == 3 && command[0] == "/bin/sh" && command[1] == "-c";
  if (script) command.emplace_back("sh");
  command.insert(command.end(), words.begin(), words.end());
}

void keep_main_only(core::Plan& plan) {
  core::Unit main = std::move(plan.units[plan.main]);
  main.after.clear();
  main.ready = {};
  main.live.reset();
  main.timeout.reset();
  main.program.standard_input = main.program.standard_output = main.program.standard_error = {};
  plan.units.clear();
  plan.units.push_back(std::move(main));
  plan.main = 0;
  plan.drain = core::Millis{0};
}

}  // namespace

WordsUse use_of(const std::vector<std::string>& words, const std::vector<std::string>& configured) {
  if (words.empty()) return WordsUse::none;
  if (words[0].starts_with('-')) return WordsUse::append;
  if (configured.empty() || base_name(words[0]) == base_name(configured[0])) return WordsUse::replace;
  return WordsUse::foreign;
}

void apply_words(core::Plan& plan, const std::vector<std::string>& words, ForeignCommand foreign) {
  std::vector<std::string>& command = plan.units[plan.main].program.words;
  switch (use_of(words, command)) {
    case WordsUse::none: return;
    case WordsUse::append: return append(command, words);
    case WordsUse::replace: command = words; return;
    case WordsUse::foreign:
      command = words;
      if (foreign == ForeignCommand::bypass) keep_main_only(plan);
      return;
  }
}

}  // namespace jeden::config
