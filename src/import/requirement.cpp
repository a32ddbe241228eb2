// What has to hold before anything starts: variables that must be set, values that are allowed, paths that
// can be used.
#include <algorithm>

#include "import/importer.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// A body that only says something and ends the script; the code, none if it is something else.
std::optional<std::string> gives_up(const std::vector<const Node*>& body, const Importer& importer,
                                    unsigned depth = 0) {
  if (body.empty() || depth > 8) return std::nullopt;
  for (const Node* node : body) {
    const Node* inner = command_of(*node);
    if (inner != nullptr && (inner->is("Block") || inner->is("Subshell")) && body.size() == 1)
      return gives_up(inner->all("Stmts"), importer, depth + 1);
    const auto command = simple(*node);
    if (!command) return std::nullopt;
    const std::string program = command->program();
    if (node != body.back()) {
      if (!is_message(*node, importer)) return std::nullopt;
      continue;
    }
    if (program != "exit" && program != "return") {
      // die "message"
      const auto function = importer.functions.find(program);
      if (function == importer.functions.end() || function->second->child("Body") == nullptr)
        return std::nullopt;
      const Node* block = command_of(*function->second->child("Body"));
      return block != nullptr ? gives_up(block->all("Stmts"), importer, depth + 1) : std::nullopt;
    }
    return command->words.size() > 1 ? literal(*command->words[1]).value_or("1") : "0";
  }
  return std::nullopt;
}

void require(const Node& node, const std::string& name, Importer& importer) {
  EnvironmentEntry& entry = importer.document.variable(name);
  const auto has = [&](std::string_view key) {
    return std::any_of(entry.keys.begin(), entry.keys.end(),
                       [&](const auto& pair) { return pair.first == key; });
  };
  if (!has("required") && !has("default")) entry.keys.emplace_back("required", "true");
  if (!has("pattern") && !has("one_of")) entry.keys.emplace_back("pattern", "\".+\"");
  entry.lines.push_back(importer.lines(node));
  importer.scope.set(name, {Variable::Kind::environment, {}, node.line});
}

bool is_free(const std::string& name, const Importer& importer) {
  const Variable* variable = importer.scope.find(name);
  return is_name(name) && (variable == nullptr || variable->kind == Variable::Kind::environment);
}

// The tests that hold when something is missing.
bool require_tested(const Node& node, const Tests& tests, const std::string& code, bool when_true,
                    Importer& importer, const Context& context) {
  std::vector<std::string> names;
  std::vector<std::pair<std::string, std::string>> accesses;  // what for, path
  if (tests.list.size() > 1 && tests.any != when_true) return false;
  for (const Test& test : tests.list) {
    const bool missing = when_true != test.negated;
    if (test.left == nullptr) return false;
    const auto name = only_variable(*test.left);
    if (test.operation == (missing ? "-z" : "-n") && name && is_free(*name, importer)) {
      names.push_back(*name);
      continue;
    }
    const auto path = importer.scope.one_word(*test.left, importer.why);
    if (missing || !path || !is_one_of(test.operation, {"-r", "-w", "-x", "-e", "-d", "-f"})) return false;
    accesses.emplace_back(test.operation == "-w"   ? "write"
                          : test.operation == "-x" ? "execute"
                                                   : "read",
                          *path);
  }
  if (!names.empty() && !context.unconditional()) return false;
  if (code == "0")
    importer.find(node.line, "exit_code_lost", "the script ends with 0 although something is missing", true);
  for (const std::string& name : names) require(node, name, importer);
  for (const auto& [need, path] : accesses)
    importer.hook("files", node, context, "access", true)
        .tables.push_back({{"access", toml_text(path)}, {"need", "[\"" + need + "\"]"}});
  importer.understand(node, names.empty() ? "files: access" : "[env] " + join(names, ", ") + ": required");
  return true;
}

// case "$X" in a|b) ;; *) exit 1 ;; esac
bool require_one_of(const Node& node, const Node& choice, Importer& importer, const Context& context) {
  const Node* word = choice.child("Word");
  const auto name = word != nullptr ? only_variable(*word) : std::nullopt;
  const auto items = choice.all("Items");
  if (!name || !is_free(*name, importer) || items.size() < 2 || !context.unconditional()) return false;
  std::vector<std::string> values;
  for (const Node* item : items) {
    const auto patterns = item->all("Patterns");
    if (item == items.back()) {
      if (patterns.size() != 1 || literal_pattern(*patterns[0]) != "*" ||
          !gives_up(item->all("Stmts"), importer))
        return false;
      continue;
    }
    for (const Node* body : item->all("Stmts"))
      if (!is_message(*body, importer)) return false;
    for (const Node* pattern : patterns) {
      const auto value = literal(*pattern);
      if (!value) return false;
      values.push_back(*value);
    }
  }
  EnvironmentEntry& entry = importer.document.variable(*name);
  const bool may_lack = std::find(values.begin(), values.end(), "") != values.end() || !entry.keys.empty();
  if (!may_lack) entry.keys.emplace_back("required", "true");
  entry.keys.emplace_back("one_of", toml_list(values));
  entry.lines.push_back(importer.lines(node));
  importer.scope.set(*name, {Variable::Kind::environment, {}, node.line});
  importer.understand(node, "[env] " + *name + ": one_of");
  return true;
}

// for name in A B C; do if [ -z "${!name}" ]; then exit 1; fi; done
bool require_in_loop(const Node& node, const Node& loop, Importer& importer, const Context& context) {
  const Node* head = loop.child("Loop");
  const auto body = loop.all("Do");
  if (head == nullptr || !head->is("WordIter") || !context.unconditional() || body.empty()) return false;
  bool indirect = false, ends = false;
  walk(loop, [&](const Node& below) {
    if (below.is("ParamExp") && below.has("Excl")) indirect = true;
    if (below.is("CallExpr") && !below.all("Args").empty()) {
      const std::string program = literal(*below.all("Args")[0]).value_or("");
      if (program == "printenv" || program == "eval") indirect = true;
      if (program == "exit") ends = true;
      if (!is_one_of(program, {"printenv", "eval", "exit", "echo", "printf", "[", "test"}))
        ends = false, indirect = false;
    }
    return true;
  });
  if (!indirect || !ends) return false;
  std::vector<std::string> names;
  for (const Node* item : head->all("Items")) {
    const auto name = literal(*item);
    if (!name || !is_free(*name, importer)) return false;
    names.push_back(*name);
  }
  for (const std::string& name : names) require(node, name, importer);
  importer.understand(node, "[env] " + join(names, ", ") + ": required");
  return true;
}

}  // namespace

bool recognise_requirement(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated")) return false;
  if (inner->is("CaseClause")) return require_one_of(node, *inner, importer, context);
  if (inner->is("ForClause")) return require_in_loop(node, *inner, importer, context);
  if (inner->is("IfClause")) {
    const auto condition = inner->all("Cond");
    if (condition.size() != 1 || inner->child("Else") != nullptr) return false;
    const auto code = gives_up(inner->all("Then"), importer);
    const auto tests = read_tests(*condition[0], importer.script);
    return code && tests && require_tested(node, *tests, *code, true, importer, context);
  }
  if (inner->is("BinaryCmd")) {
    const Node *left = inner->child("X"), *right = inner->child("Y");
    const std::string_view operation = importer.script.operation(*inner);
    if (left == nullptr || right == nullptr || (operation != "&&" && operation != "||")) return false;
    const auto code = gives_up({right}, importer);
    const auto tests = code ? read_tests(*left, importer.script) : std::nullopt;
    return tests && require_tested(node, *tests, *code, operation == "&&", importer, context);
  }
  // : "${NAME:?message}"
  const auto command = simple(node);
  if (!command || command->program() != ":" || command->words.size() < 2 || !context.unconditional())
    return false;
  std::vector<std::string> names;
  for (std::size_t i = 1; i < command->words.size(); ++i) {
    const Node* found = nullptr;
    walk(*command->words[i], [&](const Node& below) {
      if (below.is("ParamExp") && found == nullptr) found = &below;
      return true;
    });
    if (found == nullptr || !is_one_of(expansion_operator(*found, importer.script), {":?", "?"}) ||
        !is_free(found->child("Param")->value, importer))
      return false;
    names.push_back(found->child("Param")->value);
  }
  for (const std::string& name : names) require(node, name, importer);
  importer.understand(node, "[env] " + join(names, ", ") + ": required");
  return true;
}

}  // namespace jeden::import
