#include "import/shell.hpp"

#include <algorithm>

#include "import/text.hpp"

namespace jeden::import {
namespace {

bool is_special(char c) {
  return c == '*' || c == '?' || c == '[' || c == '{' || c == '~';
}

// The text of an unquoted literal: a backslash keeps the next character as it is.
std::optional<std::string> unquoted(std::string_view text, bool patterns) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      if (text[++i] != '\n') plain += text[i];
      continue;
    }
    const bool tilde = text[i] == '~' && i > 0;
    const bool alone = (text[i] == '[' || text[i] == '{') && text.size() == 1;
    if (is_special(text[i]) && !patterns && !tilde && !alone) return std::nullopt;
    plain += text[i];
  }
  return plain;
}

std::optional<std::string> text_of(const Node& part, bool quoted, bool patterns) {
  if (part.is("SglQuoted")) {
    if (part.has("Dollar")) return std::nullopt;
    return part.value;
  }
  if (part.is("Lit")) return quoted ? unescape_quoted(part.value) : unquoted(part.value, patterns);
  if (!part.is("DblQuoted") || part.has("Dollar")) return std::nullopt;
  std::string all;
  for (const Node* inner : part.all("Parts")) {
    const auto text = text_of(*inner, true, true);
    if (!text) return std::nullopt;
    all += *text;
  }
  return all;
}

std::optional<std::string> text_of_word(const Node& word, bool patterns) {
  std::string all;
  for (const Node* part : word.all("Parts")) {
    const auto text = text_of(*part, false, patterns);
    if (!text) return std::nullopt;
    all += *text;
  }
  return all;
}

}  // namespace

std::string_view Script::slice(std::size_t begin, std::size_t end) const {
  end = std::min(end, text.size());
  return begin < end ? std::string_view{text}.substr(begin, end - begin) : std::string_view{};
}

std::string_view Script::operation(const Node& node) const {
  if (!node.operation) return {};
  const std::string_view rest = slice(*node.operation, *node.operation + 4);
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '!')) return rest.substr(0, rest.find_first_of(" \t\n"));
  return rest.substr(0, rest.find_first_not_of("&|<>=~!-;"));
}

std::string_view Script::source(const Node& node) const {
  std::size_t end = node.end;
  walk(node, [&](const Node& below) {
    end = std::max(end, below.end);
    return true;
  });
  return slice(node.begin, end);
}

std::string_view expansion_operator(const Node& expansion, const Script& script) {
  const Node* name = expansion.child("Param");
  const Node* what = expansion.child("Exp");
  if (name == nullptr || what == nullptr) return {};
  const Node* word = what->child("Word");
  const std::string_view text = script.slice(name->end, word != nullptr ? word->begin : expansion.end);
  return text.substr(0, text.find_first_not_of(":-=?+#%^,@/"));
}

std::optional<std::string> literal(const Node& word) {
  return text_of_word(word, false);
}

std::optional<std::string> literal_pattern(const Node& word) {
  return text_of_word(word, true);
}

const Node* sole_part(const Node& word) {
  const Node* part = &word;
  do {
    const auto parts = part->all("Parts");
    if (parts.size() != 1) return nullptr;
    part = parts[0];
  } while (part->is("DblQuoted"));
  return part;
}

std::optional<std::string> only_variable(const Node& word) {
  const Node* part = sole_part(word);
  if (part == nullptr || !part->is("ParamExp")) return std::nullopt;
  for (const std::string_view computed : {"Excl", "Length", "Width"})
    if (part->has(computed)) return std::nullopt;
  for (const std::string_view computed : {"Slice", "Repl", "Index"})
    if (part->child(computed) != nullptr) return std::nullopt;
  const Node* expansion = part->child("Exp");
  if (expansion != nullptr && expansion->child("Word") != nullptr) return std::nullopt;
  const Node* name = part->child("Param");
  return name != nullptr ? std::optional{name->value} : std::nullopt;
}

std::string Simple::program() const {
  if (words.empty()) return {};
  const std::string word = literal(*words[0]).value_or("");
  return word.substr(word.rfind('/') + 1);
}

std::vector<std::string> Simple::texts() const {
  std::vector<std::string> all;
  for (const Node* word : words) all.push_back(literal(*word).value_or(""));
  return all;
}

std::optional<Simple> simple(const Node& statement) {
  const Node* command = command_of(statement);
  if (command == nullptr || !command->is("CallExpr") || statement.has("Background") ||
      statement.has("Negated"))
    return std::nullopt;
  return Simple{&statement, command->all("Assigns"), command->all("Args"), statement.all("Redirs")};
}

unsigned count_statements(const Node& node) {
  unsigned below = 0;
  for (const Node& child : node.children) {
    if (child.key == "Redirs" || child.key == "Args" || child.key == "Word" || child.key == "Assigns")
      continue;
    below += count_statements(child);
  }
  const Node* command = node.child("Cmd");
  if (command == nullptr) return below;
  const bool compound = command->is("IfClause") || command->is("WhileClause") || command->is("ForClause") ||
                        command->is("CaseClause") || command->is("Block") || command->is("Subshell") ||
                        command->is("FuncDecl");
  if (command->is("ForClause") || command->is("CaseClause")) return below + 1;
  if (compound) return below;
  if (!command->is("BinaryCmd")) return 1;
  // a || b is one statement, a || { b; c; } is three.
  unsigned blocks = 0;
  for (const std::string_view side : {"X", "Y"}) {
    const Node* part = command->child(side);
    const Node* inner = part != nullptr ? part->child("Cmd") : nullptr;
    if (inner == nullptr) continue;
    if (inner->is("BinaryCmd")) blocks += count_statements(*part) - 1;
    if (inner->is("Block") || inner->is("Subshell")) blocks += count_statements(*part);
  }
  return 1 + blocks;
}

}  // namespace jeden::import
