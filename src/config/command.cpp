#include "config/command.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/name_pattern.hpp"
#include "config/arguments.hpp"
#include "config/expand.hpp"
#include "config/reading.hpp"
#include "config/roles.hpp"
#include "config/search_path.hpp"
#include "config/variables.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

// Not -h and -V, which are a host and more words for too many programs.
constexpr std::array<std::string_view, 3> usual_questions{"--help", "-?", "--version"};

void keep_main_only(core::Plan& plan) {
  core::Unit main = std::move(plan.units[plan.main]);
  main.after.clear();
  main.ready = {};
  main.live.reset();
  main.timeout.reset();
  main.program.standard_input = main.program.standard_output = main.program.standard_error = {};
  main.program.capture.reset();  // it may be a shell, which needs the terminal itself
  plan.units.clear();
  plan.units.push_back(std::move(main));
  plan.main = 0;
  plan.drain = core::Millis{0};
}

const Value& main_of(const Value& root) {
  static const Value nothing{};
  const Value* main = usable(root, "main");
  return main != nullptr ? *main : nothing;
}

// The words of [main] as far as they can be known before anything is expanded; enough for the program's name.
std::vector<std::string> configured_words(const Value& main, const Loading& loading) {
  if (main.find("script") != nullptr) return {"/bin/sh"};
  for (const std::string_view key : {"command", "run"}) {
    const Value* value = usable(main, key);
    if (value == nullptr || value->items.empty()) continue;
    Faults unheard{"", "", Severity::warning};
    Value first = value->items[0];
    expand_text(
        first, [&](std::string_view name) { return loading.find(name); }, unheard);
    return {first.text};
  }
  return {};
}

// The PATH that [env] is going to make.
Environment with_variables(const Value& root, const Loading& loading) {
  const Value* env = usable(root, "env");
  if (env == nullptr) return loading.environment;
  Faults unheard{"", "", Severity::warning};
  Surroundings silent = loading.surroundings;
  silent.ask = {};
  Loading trial{silent, unheard, loading.environment, {}, {}, {}};
  Value copy = *env;
  apply_variables(copy, trial);
  return std::move(trial.environment);
}

bool is_argument(const std::string& word, const Value& root, const Loading& loading) {
  const Value& main = main_of(root);
  if (base::fits_any(word, texts_of(main, "append_words"))) return true;
  return flag_of(main, "append_unknown") &&
         !search_path(word, with_variables(root, loading), loading.surroundings.root);
}

WordsUse use_of(const std::vector<std::string>& words, const Value& root, const Loading& loading) {
  if (words.empty()) return WordsUse::none;
  if (words[0].starts_with('-')) return WordsUse::append;
  const std::vector<std::string> configured = configured_words(main_of(root), loading);
  if (configured.empty() || base_name(words[0]) == base_name(configured[0])) return WordsUse::replace;
  return is_argument(words[0], root, loading) ? WordsUse::append : WordsUse::foreign;
}

bool asks(const std::vector<std::string>& words, const Value& main) {
  std::vector<std::string> questions{usual_questions.begin(), usual_questions.end()};
  if (usable(main, "no_setup") != nullptr) questions = texts_of(main, "no_setup");
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::find_first_of(words.begin(), end, questions.begin(), questions.end()) != end;
}

ForeignCommand policy_of(const Value& main) {
  const std::string policy = text_or(main, "foreign_command", "bypass");
  if (policy == "prepare") return ForeignCommand::prepare;
  return policy == "refuse" ? ForeignCommand::refuse : ForeignCommand::bypass;
}

// Services that are main with other words.
void make_like_main(core::Plan& plan, const Value& root, const std::vector<std::string>& server) {
  const Value* services = usable(root, "service");
  if (services == nullptr) return;
  for (const Entry& entry : services->entries) {
    if (entry.value.wrong || usable(entry.value, "like_main") == nullptr) continue;
    for (core::Unit& unit : plan.units) {
      if (unit.kind != core::UnitKind::service || unit.name != entry.key) continue;
      unit.program.words = server;
      append_words(unit.program.words, texts_of(entry.value, "like_main"), Place::flags);
    }
  }
}

}  // namespace

Use decide_use(Value& root, const std::vector<std::string>& words, Loading& loading) {
  Use use;
  use.words = words;
  const bool by_word = take_role(root, use.words, loading);
  const Value& main = main_of(root);
  if (by_word && !configured_words(main, loading).empty())
    use.words_use = use.words.empty() ? WordsUse::none : WordsUse::append;
  else
    use.words_use = use_of(use.words, root, loading);
  if (use.words_use == WordsUse::append && !by_word && configured_words(main, loading).empty())
    loading.faults.missing(main.span,
                           "there is no command for main that " + use.words[0] + " could be appended to",
                           "[main] command = [...]");
  use.foreign = policy_of(main);
  const bool foreign = use.words_use == WordsUse::foreign;
  use.asks_only = !foreign && asks(words, main);
  if (foreign && use.foreign == ForeignCommand::refuse)
    loading.faults.error(
        key_span(main, "foreign_command"),
        words[0] + " is not the program of this container, and foreign_command = \"refuse\"");
  return use;
}

void apply_use(core::Plan& plan, const Value& root, const Use& use, Loading& loading) {
  core::Program& program = plan.units[plan.main].program;
  std::vector<std::string> server = program.words;
  if (use.words_use == WordsUse::append) append_words(program.words, use.words, Place::end);
  if (use.words_use == WordsUse::replace || use.words_use == WordsUse::foreign) program.words = use.words;
  if (use.alone())
    keep_main_only(plan);
  else if (use.words_use != WordsUse::foreign)
    add_arguments(main_of(root), Environment{program.environment}, program.words, loading);
  if (use.alone()) return;
  if (use.words_use == WordsUse::foreign)
    add_arguments(main_of(root), Environment{program.environment}, server, loading);
  else
    server = program.words;
  make_like_main(plan, root, server);
}

}  // namespace jeden::config
