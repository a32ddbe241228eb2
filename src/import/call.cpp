// Functions: their bodies stand where they are called, if that is the same.
#include "import/importer.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

constexpr std::size_t deepest = 8;

bool uses_arguments(const Node& body) {
  for (const std::string& name : variables_read(body))
    if (is_number(name) || is_one_of(name, {"@", "*", "#"})) return true;
  return false;
}

bool returns(const Node& body) {
  bool found = false;
  walk(body, [&](const Node& node) {
    if (node.is("CallExpr") && !node.all("Args").empty() &&
        is_one_of(literal(*node.all("Args")[0]).value_or(""), {"return", "shift"}))
      found = true;
    return true;
  });
  return found;
}

// The function's own words stand only in the words of commands, where they can be put in.
bool arguments_can_be_put_in(const Node& body) {
  bool plain = true;
  const auto positional = [](const Node& node) {
    for (const std::string& name : variables_read(node))
      if (is_number(name) || is_one_of(name, {"@", "*", "#"})) return true;
    return false;
  };
  walk(body, [&](const Node& node) {
    if (node.is("TestClause") || node.is("CaseClause") || node.is("ArithmCmd") || node.is("FuncDecl") ||
        node.is("CmdSubst") || node.is("DeclClause"))
      plain = plain && !positional(node);
    if (node.is("CallExpr") && positional(node)) {
      const auto words = node.all("Args");
      const std::string program = words.empty() ? "" : literal(*words[0]).value_or("");
      if (program.empty() || is_one_of(program, {"[", "test", "exec", "set", "eval", "shift"})) plain = false;
      for (const std::string& name : variables_read(node))
        if (is_one_of(name, {"@", "*", "#"})) plain = false;
    }
    return plain;
  });
  return plain;
}

// name WORD...: the body with its $1, $2 put in. All of it is understood, or the call stays shell.
bool call_with_words(const Node& node, const Simple& command, const Node& block, Importer& importer,
                     Context context) {
  if (!arguments_can_be_put_in(block)) return false;
  std::vector<std::string> words;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto word = importer.scope.one_word(*command.words[i], importer.why);
    if (!word) return false;
    words.push_back(*word);
  }
  const Scope before = importer.scope;
  for (std::size_t i = 0; i < 9; ++i)
    importer.scope.set_argument(i + 1, i < words.size() ? std::optional{words[i]} : std::nullopt, node.line);
  context.last = false;
  const unsigned understood = importer.document.statements_understood;
  const bool all = importer.all_understood(block.all("Stmts"), context);
  importer.scope = before;
  if (!all) return importer.why = "it calls the function " + command.program(), false;
  importer.document.statements_understood = understood;
  return true;
}

bool is_sourced_guard(const Node& node, const Script& script) {
  const std::string_view source = script.source(node);
  return contains(source, "is_sourced") || contains(source, "BASH_SOURCE[0]");
}

// for name in a b c: the body once for each.
bool unroll(const Node& node, const Node& loop, Importer& importer, const Context& context) {
  const Node* head = loop.child("Loop");
  if (head == nullptr || !head->is("WordIter") || head->child("Name") == nullptr) return false;
  const std::string name = head->child("Name")->value;
  const auto items = head->all("Items");
  const auto body = loop.all("Do");
  if (items.empty() || items.size() > 50 || importer.assigned[name] > 1) return false;
  std::vector<std::string> values;
  for (const Node* item : items) {
    const Expansion value = importer.scope.expand(*item);
    if (!value.text || value.pattern || value.splits) return false;
    values.push_back(*value.text);
  }
  Context inner = context;
  inner.last = false;
  bool ends = false;
  for (const Node* part : body)
    walk(*part, [&](const Node& below) {
      if (below.is("CallExpr") && !below.all("Args").empty() &&
          is_one_of(literal(*below.all("Args")[0]).value_or(""), {"break", "continue", "exec"}))
        ends = true;
      return true;
    });
  if (ends) return false;
  const unsigned before = importer.document.statements_understood;
  importer.scope.set(name, {Variable::Kind::constant, values[0], node.line});
  if (!importer.all_understood(body, inner)) return false;
  for (std::size_t i = 1; i < values.size(); ++i) {
    importer.scope.set(name, {Variable::Kind::constant, values[i], node.line});
    importer.statements(body, inner);
  }
  importer.document.statements_understood = before + count_statements(node);
  return true;
}

// . /venv/bin/activate
bool activate(const Node& node, Importer& importer, const Context& context) {
  const auto command = simple(node);
  if (!command || command->words.size() != 2 || !is_one_of(command->program(), {".", "source"}) ||
      !context.unconditional())
    return false;
  const std::string path = literal(*command->words[1]).value_or("");
  constexpr std::string_view end = "/bin/activate";
  if (!path.starts_with('/') || !path.ends_with(end)) return false;
  const std::string root = path.substr(0, path.size() - end.size());
  if (!importer.document.variable("PATH").keys.empty()) return false;
  importer.document.variable("PATH").keys = {{"prepend", toml_text(root + "/bin")}};
  importer.document.variable("PATH").lines.push_back(importer.lines(node));
  importer.document.variable("VIRTUAL_ENV").keys = {{"value", toml_text(root)}};
  importer.document.variable("VIRTUAL_ENV").lines.push_back(importer.lines(node));
  importer.understand(node, "[env] PATH, VIRTUAL_ENV");
  return true;
}

}  // namespace

bool recognise_call(const Node& node, Importer& importer, const Context& context) {
  // if ! _is_sourced; then _main "$@"; fi
  const Node* inner = command_of(node);
  if (inner != nullptr && inner->is("IfClause") && inner->all("Cond").size() == 1 &&
      inner->child("Else") == nullptr && is_sourced_guard(*inner->child("Cond"), importer.script)) {
    importer.document.statements_understood += 1;
    importer.statements(inner->all("Then"), context);
    return true;
  }
  if (inner != nullptr && inner->is("ForClause") && !node.has("Background"))
    return unroll(node, *inner, importer, context);
  if (activate(node, importer, context)) return true;
  const auto command = simple(node);
  if (!command || command->words.empty() || !command->redirections.empty() || !command->assignments.empty())
    return false;
  const auto found = importer.functions.find(literal(*command->words[0]).value_or(""));
  if (found == importer.functions.end()) return false;
  if (is_message(node, importer)) return false;
  const Node* body = found->second->child("Body");
  const Node* block = body != nullptr ? command_of(*body) : nullptr;
  const bool passes = command->words.size() == 2 && only_variable(*command->words[1]) == "@";
  if (block == nullptr || !block->is("Block") || returns(*block)) return false;
  if (importer.calls >= deepest) return false;
  if (!passes && (command->words.size() > 1 || uses_arguments(*block))) {
    ++importer.calls;
    const bool taken = call_with_words(node, *command, *block, importer, context);
    --importer.calls;
    if (!taken) return false;
    const bool fresh = importer.used_functions.insert(literal(*command->words[0]).value_or("")).second;
    importer.document.statements_understood += 1 + (fresh ? count_statements(*block) : 0);
    return true;
  }
  ++importer.calls;
  const bool again = !importer.used_functions.insert(literal(*command->words[0]).value_or("")).second;
  const unsigned before = importer.document.statements_understood;
  importer.statements(block->all("Stmts"), context);
  --importer.calls;
  if (again) importer.document.statements_understood = before;
  importer.document.statements_understood += 1;
  return true;
}

}  // namespace jeden::import
