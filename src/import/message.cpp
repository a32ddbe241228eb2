// What only speaks.
#include "import/importer.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {

bool is_message(const Node& node, const Importer& importer, unsigned depth) {
  if (depth > 8) return false;
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background")) return false;
  if (inner->is("CallExpr")) {
    const auto words = inner->all("Args");
    if (words.empty()) return false;
    const std::string program = literal(*words[0]).value_or("");
    bool safe = true;
    for (const Node* redirection : node.all("Redirs")) {
      const std::string_view operation = importer.script.operation(*redirection);
      const Node* word = redirection->child("Word");
      const std::string target = word != nullptr ? literal(*word).value_or("x") : "x";
      // Output to a file is not only a message.
      if (is_one_of(operation, {">", ">>", "&>", ">|"}) &&
          !is_one_of(target, {"/dev/stderr", "/dev/stdout", "/dev/null", "/proc/1/fd/1", "/proc/1/fd/2"}))
        safe = false;
    }
    if (!safe) return false;
    for (const Node* word : words)
      walk(*word, [&](const Node& below) {
        const std::string_view what =
            below.is("ParamExp") ? expansion_operator(below, importer.script) : std::string_view{};
        if (is_one_of(what, {":=", "=", ":?", "?"})) safe = false;
        return safe;
      });
    if (is_one_of(program, {"echo", "printf"}))
      return safe && (program != "printf" || literal(*words.back()) != "-v");
    if (program == "cat" && words.size() == 1 && !node.all("Redirs").empty()) return true;  // a here document
    const auto function = importer.functions.find(program);
    if (function == importer.functions.end()) return false;
    const Node* body = function->second->child("Body");
    const Node* block = body != nullptr ? command_of(*body) : nullptr;
    if (block == nullptr || !block->is("Block")) return false;
    for (const Node* statement : block->all("Stmts")) {
      const Node* what = command_of(*statement);
      const bool local = what != nullptr && what->is("DeclClause");
      const auto command = simple(*statement);
      const bool shift = command && is_one_of(command->program(), {"shift", "local"});
      if (command && command->program() == program) return false;
      if (!local && !shift && !is_message(*statement, importer, depth + 1)) return false;
    }
    return true;
  }
  if (inner->is("IfClause")) {
    for (const Node* condition : inner->all("Cond"))
      if (const auto tests = read_tests(*condition, importer.script);
          !tests || tests->list[0].operation == "command")
        return false;
    for (const Node* statement : inner->all("Then"))
      if (!is_message(*statement, importer, depth + 1)) return false;
    const Node* other = inner->child("Else");
    while (other != nullptr) {
      for (const Node* statement : other->all("Then"))
        if (!is_message(*statement, importer, depth + 1)) return false;
      other = other->child("Else");
    }
    return true;
  }
  if (inner->is("BinaryCmd")) {
    const Node *left = inner->child("X"), *right = inner->child("Y");
    if (left == nullptr || right == nullptr || !is_message(*right, importer, depth + 1)) return false;
    const auto tests = read_tests(*left, importer.script);
    return tests && tests->list[0].operation != "command";
  }
  return false;
}

bool recognise_message(const Node& node, Importer& importer, const Context&) {
  if (!is_message(node, importer)) return false;
  importer.understand(node, "a message, left out: jeden says what it does");
  return true;
}

}  // namespace jeden::import
