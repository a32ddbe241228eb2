#include "import/options.hpp"

#include "import/text.hpp"

namespace jeden::import {

std::optional<Command> options(const Simple& simple, std::string_view known, std::string_view with_value) {
  Command command;
  bool over = false;
  for (std::size_t i = 1; i < simple.words.size(); ++i) {
    const std::string text = literal(*simple.words[i]).value_or("");
    if (over || text.size() < 2 || text[0] != '-') {
      command.operands.push_back(simple.words[i]);
      continue;
    }
    if (text == "--") {
      over = true;
      continue;
    }
    for (std::size_t letter = 1; letter < text.size(); ++letter) {
      if (contains(with_value, text.substr(letter, 1))) {
        if (letter + 1 != text.size() || i + 1 == simple.words.size()) return std::nullopt;
        command.values[text[letter]] = simple.words[++i];
      } else if (contains(known, text.substr(letter, 1))) {
        command.flags += text[letter];
      } else {
        return std::nullopt;
      }
    }
  }
  return command;
}

bool has(const Command& command, char flag) {
  return contains(command.flags, std::string_view{&flag, 1});
}

std::optional<std::string> mode_of(const Node& word) {
  const std::string text = literal(word).value_or("");
  if (text.size() < 3 || text.size() > 4 || text.find_first_not_of("01234567") != std::string::npos)
    return std::nullopt;
  return text.size() == 3 ? '0' + text : text;
}

std::optional<std::string> owner_of(const Node& word, Importer& importer) {
  auto text = importer.scope.one_word(word, importer.why);
  if (!text) {
    // An owner is one word, whatever the quotes.
    const Expansion loose = importer.scope.expand(word);
    if (!loose.text || loose.pattern) return std::nullopt;
    text = loose.text;
  }
  text = demand(*text);
  if (text->ends_with(':') || text->ends_with('.')) text->pop_back();
  if (text->empty() || text->starts_with(':') || text->starts_with('-')) return std::nullopt;
  if (const std::size_t dot = text->find('.'); dot != std::string::npos && !contains(*text, ":"))
    (*text)[dot] = ':';
  return text;
}

std::optional<std::vector<std::string>> paths_of(const std::vector<const Node*>& words, Importer& importer) {
  std::vector<std::string> paths;
  for (const Node* word : words) {
    const Expansion path = importer.scope.expand(*word);
    if (!path.text || path.text->empty()) return importer.why = path.why, std::nullopt;
    if (path.pattern) return importer.why = "it holds a pattern that the shell expands", std::nullopt;
    paths.push_back(demand(*path.text));
  }
  if (paths.empty()) return std::nullopt;
  return paths;
}

std::optional<std::vector<std::string>> asked_program(const Node& value, Importer& importer) {
  const Node* part = sole_part(value);
  if (part == nullptr || !part->is("CmdSubst") || part->all("Stmts").size() != 1) return std::nullopt;
  const auto command = simple(*part->child("Stmts"));
  if (!command || command->words.empty() || !command->redirections.empty() || !command->assignments.empty())
    return std::nullopt;
  std::vector<std::string> words;
  for (const Node* word : command->words) {
    const auto text = importer.scope.one_word(*word, importer.why);
    if (!text) return std::nullopt;
    words.push_back(*text);
  }
  const bool shell = importer.functions.contains(words[0]) ||
                     is_one_of(words[0], {"echo", "printf", "eval", "command", "type", "read", "umask"});
  return shell || words[0].empty() || words[0].starts_with('$') ? std::nullopt : std::optional{words};
}

}  // namespace jeden::import
