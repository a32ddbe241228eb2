// if, && and ||: conditions that hooks have.
#include <algorithm>

#include "import/conditions.hpp"
#include "import/temporary.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

bool join_conditions(const Context& outer, const Conditions& conditions, Context& inner) {
  inner.conditions.insert(inner.conditions.end(), conditions.list.begin(), conditions.list.end());
  inner.root = outer.root || conditions.root;
  return std::count_if(inner.conditions.begin(), inner.conditions.end(),
                       [](const auto& condition) { return condition.first == "if_command"; }) <= 1;
}

// A condition about one variable or file, turned round.
std::optional<Conditions> opposite(const Conditions& conditions) {
  if (conditions.list.size() != 1 || conditions.root || conditions.own_program) return std::nullopt;
  Conditions other = conditions;
  std::string& key = other.list[0].first;
  if (key == "if_command") return std::nullopt;
  key = key.starts_with("if_") ? "unless_" + key.substr(3) : "if_" + key.substr(7);
  return other;
}

// if [ ! -s RESULT ]; then ... a temporary server ...; fi: done once, as the result says.
bool once_by_result(const Node& node, const std::vector<const Node*>& body, const Conditions& conditions,
                    Importer& importer, const Context& context) {
  const Node* clause = command_of(node);
  const Node* condition = clause != nullptr && clause->is("IfClause") ? clause->child("Cond") : nullptr;
  const auto tests = condition != nullptr ? read_tests(*condition, importer.script) : std::nullopt;
  if (conditions.list.size() != 1 || !context.once.empty() || !context.unconditional() ||
      !starts_temporary(body) || !tests || tests->list.size() != 1 || !tests->list[0].negated ||
      !is_one_of(tests->list[0].operation, {"-s", "-d", "-e", "-f"}))
    return false;
  const auto path = importer.scope.one_word(*tests->list[0].left, importer.why);
  if (!path) return false;
  const std::string result = demand(*path);
  const std::size_t slash = result.rfind('/');
  if (slash == std::string::npos || slash == 0) return false;
  Context inner = context;
  inner.last = false;
  inner.once =
      importer.document.once.empty() ? "setup" : "setup-" + std::to_string(importer.document.once.size() + 1);
  // Beside the data, not in it: who makes the data may want an empty directory.
  const std::string marker = result.substr(0, slash) + ".jeden-once";
  importer.document.once.emplace_back(inner.once,
                                      Keys{{"marker", toml_text(marker)}, {"done_if", toml_text(result)}});
  if (!importer.all_understood(body, inner)) {
    importer.document.once.pop_back();
    return false;
  }
  importer.document.notes.push_back("line " + std::to_string(node.line) + ": " + marker +
                                    " says that the first run is over; move it to the volume, and look at "
                                    "on_incomplete of [once]");
  return true;
}

bool walk_body(const Node& node, const std::vector<const Node*>& body, const Conditions& conditions,
               Importer& importer, const Context& context) {
  Context inner = context;
  inner.last = false;
  if (!join_conditions(context, conditions, inner)) return importer.why = "a hook has one if_command", false;
  if (conditions.own_program && conditions.root) importer.asked_for_program = true;
  if (conditions.root) {
    if (importer.all_understood(body, inner)) return true;
    if (importer.why.empty()) importer.why = "it is for root only";
    return false;
  }
  if (conditions.own_program) {
    importer.asked_for_program = true;
    Keys& keys = importer.document.main.keys;
    const bool told =
        std::any_of(keys.begin(), keys.end(), [](const auto& key) { return key.first == "no_setup"; });
    if (!conditions.second.empty() && !told)
      keys.emplace_back("no_setup", toml_list({"--help", "-?", "--version", "console", "c", "runner", "r",
                                               "routes", "test"}));
    if (importer.document.main.words.empty() && importer.command.empty() &&
        importer.document.main.script.empty() && !conditions.program.empty())
      importer.document.main.words = {conditions.program};
    inner.last = context.last;
    importer.statements(body, inner);
    return true;
  }
  if (!conditions.about_files && importer.at_most_one_hook(body, inner)) return true;
  if (importer.at_most_one_hook(body, inner)) return true;
  if (once_by_result(node, body, conditions, importer, context)) return true;
  bool ends = false;
  for (const Node* part : body)
    walk(*part, [&](const Node& below) {
      if (below.is("CallExpr") && !below.all("Args").empty() &&
          is_one_of(literal(*below.all("Args")[0]).value_or(""), {"exec", "exit"}))
        ends = true;
      return true;
    });
  if (ends || body.empty()) return importer.why = "it may end the script", false;
  if (!conditions.about_files) {
    // What the environment says stays as it is: each of the hooks can ask by itself.
    importer.statements(body, inner);
    return true;
  }
  importer.keep_body(node, body, "its steps share a condition that they may change", inner);
  return true;
}

// touch MARKER, date > MARKER
bool makes(const Node& statement, const std::string& marker, const Importer& importer) {
  const auto command = simple(statement);
  if (!command) return false;
  const std::string program = command->program();
  const Node* path = nullptr;
  if (program == "touch" && command->words.size() == 2) path = command->words[1];
  if (is_one_of(program, {"date", "echo", "printf", ":", "true", ""}) && command->redirections.size() == 1 &&
      is_one_of(importer.script.operation(*command->redirections[0]), {">", ">>"}))
    path = command->redirections[0]->child("Word");
  if (path == nullptr) return false;
  const Expansion text = importer.scope.expand(*path);
  return text.text && demand(*text.text) == marker;
}

// if [ ! -e MARKER ]; then ...; touch MARKER; fi
bool once(std::vector<const Node*> body, const Conditions& conditions, Importer& importer,
          const Context& context) {
  if (conditions.list.size() != 1 || conditions.list[0].first != "unless_exists" || body.size() < 2 ||
      !context.once.empty() || conditions.root || conditions.own_program ||
      !makes(*body.back(), conditions.list[0].second, importer))
    return false;
  bool ends = false;
  for (const Node* part : body)
    walk(*part, [&](const Node& below) {
      if (below.is("CallExpr") && !below.all("Args").empty() &&
          is_one_of(literal(*below.all("Args")[0]).value_or(""), {"exec", "exit", "return"}))
        ends = true;
      return true;
    });
  if (ends) return false;
  importer.understand(*body.back(), "[once] marker: written when all of it has succeeded");
  body.pop_back();
  Context inner = context;
  inner.last = false;
  inner.once =
      importer.document.once.empty() ? "setup" : "setup-" + std::to_string(importer.document.once.size() + 1);
  importer.document.once.emplace_back(
      inner.once, Keys{{"marker", toml_text(conditions.list[0].second)}, {"on_incomplete", "\"resume\""}});
  importer.statements(body, inner);
  importer.document.statements_understood += 1;
  return true;
}

bool recognise_if(const Node& node, const Node& clause, Importer& importer, const Context& context) {
  const auto condition = clause.all("Cond");
  if (condition.size() != 1) return importer.why = "the condition is more than one command", false;
  const auto conditions = read_conditions(*condition[0], importer);
  if (!conditions) return false;
  const auto body = clause.all("Then");
  const Node* other = clause.child("Else");
  if (conditions->flag || conditions->no_arguments || conditions->some_arguments)
    return false;  // see arguments.cpp
  if (conditions->not_root) {
    // if not root; then exec "$@"; else ...; fi
    const auto start = body.size() == 1 ? simple(*body[0]) : std::nullopt;
    if (other == nullptr || !other->all("Cond").empty() || !start || start->program() != "exec" ||
        start->words.size() != 2 || only_variable(*start->words[1]) != "@" || !conditions->list.empty())
      return importer.why = "it is for every user but root", false;
    Context inner = context;
    inner.root = true;
    inner.last = false;
    if (!importer.all_understood(other->all("Then"), inner)) return false;
    importer.document.statements_understood += 2;
    return importer.main_for_everybody();
  }
  const std::size_t understood = importer.document.statements_understood;
  if (other == nullptr && once(body, *conditions, importer, context)) return true;
  if (other == nullptr) {
    if (!walk_body(node, body, *conditions, importer, context)) return false;
  } else {
    const bool elif = !other->all("Cond").empty();
    const auto rest = other->all("Then");
    if (elif) return importer.why = "it has more than two branches", false;
    const auto speaks = [&](const std::vector<const Node*>& branch) {
      return std::all_of(branch.begin(), branch.end(),
                         [&](const Node* part) { return is_message(*part, importer); });
    };
    // One branch that only says something leaves one condition.
    if (!conditions->own_program && !conditions->root && (speaks(body) || speaks(rest))) {
      const auto one = speaks(rest) ? conditions : opposite(*conditions);
      if (!one) return importer.why = "the other branch has no condition of its own", false;
      if (!walk_body(node, speaks(rest) ? body : rest, *one, importer, context)) return false;
      importer.document.statements_understood +=
          1 + static_cast<unsigned>(speaks(rest) ? rest.size() : body.size());
      return true;
    }
    if (conditions->own_program || conditions->root) {
      // The other branch may only start the words as they are.
      auto starts = rest;
      std::erase_if(starts, [&](const Node* part) { return is_message(*part, importer); });
      const auto last = starts.size() == 1 ? simple(*starts[0]) : std::nullopt;
      if (!last || last->program() != "exec" || last->words.size() != 2 ||
          only_variable(*last->words[1]) != "@")
        return importer.why = "its other branch is for other programs", false;
      if (!walk_body(node, body, *conditions, importer, context)) return false;
      importer.document.statements_understood += static_cast<unsigned>(rest.size());
      if (conditions->root && importer.main_found) importer.main_for_everybody();
    } else {
      const auto negative = opposite(*conditions);
      if (!negative || conditions->about_files)
        return importer.why = "the other branch has no condition of its own", false;
      for (const auto* branch : {&body, &rest})
        for (const Node* part : *branch)
          if (!variables_set(*part, importer.script).empty() ||
              contains(importer.script.source(*part), "exec "))
            return importer.why = "its branches set variables or end the script", false;
      if (!walk_body(node, body, *conditions, importer, context)) return false;
      if (!walk_body(node, rest, *negative, importer, context)) return false;
    }
  }
  if (importer.document.statements_understood > understood || body.empty())
    importer.document.statements_understood += 1;  // the condition
  return true;
}

}  // namespace

bool recognise_condition(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated") || !node.all("Redirs").empty())
    return false;
  if (inner->is("IfClause")) return recognise_if(node, *inner, importer, context);
  if (inner->is("Block")) {
    importer.statements(inner->all("Stmts"), context);
    return true;
  }
  if (!inner->is("BinaryCmd")) return false;
  // [ ... ] && command
  const Node *left = inner->child("X"), *right = inner->child("Y");
  const std::string_view operation = importer.script.operation(*inner);
  if (left == nullptr || right == nullptr || (operation != "&&" && operation != "||")) return false;
  const auto tests = read_tests(*left, importer.script);
  if (!tests || tests->list[0].operation == "command") return false;
  auto conditions = read_conditions(*left, importer);
  if (!conditions || conditions->flag || conditions->no_arguments || conditions->some_arguments ||
      conditions->not_root)
    return false;
  if (operation == "||") {
    conditions = opposite(*conditions);
    if (!conditions) return importer.why = "the condition cannot be turned round", false;
  }
  return walk_body(node, {right}, *conditions, importer, context);
}

}  // namespace jeden::import
