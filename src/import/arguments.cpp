// The container's words: prepended programs, default commands, default flags.
#include <algorithm>

#include "import/conditions.hpp"
#include "import/drop.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// The body only sets the words: set -- app "$@", set -- app --flag.
bool sets_words(const std::vector<const Node*>& body, Importer& importer, std::vector<std::string>& words) {
  if (body.size() != 1) return false;
  const auto command = simple(*body[0]);
  if (!command || command->words.size() < 3) return false;
  const std::string program = command->program();
  const bool set = program == "set" && literal(*command->words[1]) == "--";
  const bool runs = program == "exec";
  if (!set && !runs) return false;
  for (std::size_t i = set ? 2 : 1; i < command->words.size(); ++i) {
    if (only_variable(*command->words[i]) == "@") break;
    const auto word = importer.scope.one_word(*command->words[i], importer.why);
    if (!word) return false;
    words.push_back(*word);
  }
  return !words.empty();
}

// shift; set -- app --flag "$@" for the program itself: flags that it gets unless they are given.
bool default_flags(const Node& node, const Node& clause, const std::string& program, Importer& importer) {
  auto body = clause.all("Then");
  std::erase_if(body, [&](const Node* part) { return is_message(*part, importer); });
  const auto first = body.empty() ? std::nullopt : simple(*body[0]);
  const bool shifts = first && first->program() == "shift" && first->words.size() == 1;
  if (program.empty() || body.size() != (shifts ? 2 : 1)) return false;
  const auto command = simple(*body.back());
  if (!command || command->program() != "set" || command->words.size() < 4 ||
      literal(*command->words[1]) != "--")
    return false;
  // Without shift the rest is "${@:2}".
  if (shifts != (only_variable(*command->words.back()) == "@")) return false;
  if (!shifts && !contains(importer.script.source(*command->words.back()), "{@:2}")) return false;
  std::vector<std::string> words;
  for (std::size_t i = 2; i + 1 < command->words.size(); ++i) {
    const auto word = importer.scope.one_word(*command->words[i], importer.why);
    if (!word) return false;
    words.push_back(*word);
  }
  if (words[0] != program) return importer.why = "it replaces the program", false;
  std::string flags;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!word.starts_with('-')) return importer.why = "it adds words that are no flags", false;
    const std::size_t equals = word.find('=');
    std::string key = word.substr(0, equals == word.npos ? word.npos : equals + 1), value = "true";
    if (equals != word.npos)
      value = toml_text(word.substr(equals + 1));
    else if (i + 1 < words.size() && !words[i + 1].starts_with('-'))
      value = toml_text(words[++i]);
    flags += (flags.empty() ? "" : ", ") + toml_text(key) + " = " + value;
  }
  importer.document.main.keys.emplace_back("default_flags", "{ " + flags + " }");
  if (importer.document.main.words.empty() && importer.command.empty())
    importer.document.main.words = {program};
  importer.asked_for_program = true;
  importer.understand(node, "[main] default_flags");
  return true;
}

// if [ $# -gt 0 ]; then exec "$@"; else exec app; fi
bool words_or_default(const Node& clause, Importer& importer) {
  const std::string why = importer.why;
  const auto conditions = read_conditions(*clause.child("Cond"), importer);
  importer.why = why;
  const Node* other = clause.child("Else");
  if (!conditions || !conditions->list.empty() || !other->all("Cond").empty() ||
      conditions->some_arguments == conditions->no_arguments)
    return false;
  const auto given = conditions->some_arguments ? clause.all("Then") : other->all("Then");
  const auto initial = conditions->some_arguments ? other->all("Then") : clause.all("Then");
  const auto start = given.size() == 1 ? simple(*given[0]) : std::nullopt;
  if (!start || start->program() != "exec" || start->words.size() != 2 ||
      only_variable(*start->words[1]) != "@")
    return false;
  Context context;
  context.last = true;
  if (!importer.all_understood(initial, context)) return false;
  importer.asked_for_program = true;
  importer.document.statements_understood += 2;
  return true;
}

// set -- gosu app "$@", set -- tini -- "$@": what stands before the container's words from here on.
bool put_before_words(const Node& node, Importer& importer) {
  auto command = simple(node);
  if (!command || command->program() != "set" || command->words.size() < 4 ||
      !command->redirections.empty() || literal(*command->words[1]) != "--" ||
      only_variable(*command->words.back()) != "@")
    return false;
  command->words.erase(command->words.begin(), command->words.begin() + 2);
  auto program = take_program(*command, importer);
  if (!program || program->words.size() != 1 || !program->environment.empty() ||
      only_variable(*program->words[0]) != "@")
    return false;
  if (program->user.empty()) {
    importer.understand(node, "an init, left out: jeden is one");
    return true;
  }
  importer.words_user = program->user;
  importer.understand(node, "[main] user = " + toml_text(program->user));
  return true;
}

}  // namespace

// What is about the container's words: prepended programs, default commands.
bool recognise_arguments(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || !context.unconditional() || importer.main_found) return false;
  const auto take = [&](const std::vector<std::string>& words, const char* what) {
    importer.asked_for_program = true;
    if (importer.document.main.words.empty() && importer.command.empty())
      importer.document.main.words = words;
    importer.document.main.lines.push_back(importer.lines(node));
    importer.understand(node, what);
    return true;
  };
  std::vector<std::string> words;
  if (put_before_words(node, importer)) return true;
  if (inner->is("IfClause") && inner->all("Cond").size() == 1 && inner->child("Else") != nullptr)
    return words_or_default(*inner, importer);
  if (inner->is("IfClause") && inner->all("Cond").size() == 1) {
    const std::string why = importer.why;
    const auto conditions = read_conditions(*inner->child("Cond"), importer);
    importer.why = why;
    if (!conditions || !conditions->list.empty() || conditions->root) return false;
    if (conditions->own_program && !conditions->flag && !conditions->no_arguments)
      return default_flags(node, *inner, conditions->program, importer);
    if (conditions->some_arguments) {
      // if [ $# -gt 0 ]; then exec "$@"; fi
      const auto body = inner->all("Then");
      const auto start = body.size() == 1 ? simple(*body[0]) : std::nullopt;
      if (!start || start->program() != "exec" || start->words.size() != 2 ||
          only_variable(*start->words[1]) != "@")
        return false;
      importer.asked_for_program = true;
      importer.understand(node, "[main]: the container's words take its place");
      return true;
    }
    if (!conditions->flag && !conditions->no_arguments) return false;
    if (!sets_words(inner->all("Then"), importer, words)) return false;
    if (!importer.command.empty() && importer.command[0].starts_with('-'))
      importer.command.insert(importer.command.begin(), words.begin(), words.end());
    Keys& keys = importer.document.main.keys;
    if (!conditions->suffixes.empty()) {
      std::vector<std::string> patterns;
      for (const std::string& suffix : conditions->suffixes) patterns.push_back("*" + suffix);
      keys.emplace_back("append_words", toml_list(patterns));
    }
    if (conditions->unknown_word) keys.emplace_back("append_unknown", "true");
    return take(
        words, conditions->flag ? "[main] command: flags are appended to it" : "[main] command: the default");
  }
  // case "$1" in -*) set -- app "$@" ;; esac
  if (inner->is("CaseClause")) {
    const Node* word = inner->child("Word");
    const auto items = inner->all("Items");
    if (word == nullptr || !is_first_argument(*word) || items.size() != 1) return false;
    for (const Node* pattern : items[0]->all("Patterns"))
      if (!is_one_of(literal_pattern(*pattern).value_or("x"), {"-*", "", "--*"})) return false;
    if (!sets_words(items[0]->all("Stmts"), importer, words)) return false;
    return take(words, "[main] command: flags are appended to it");
  }
  return false;
}

}  // namespace jeden::import
