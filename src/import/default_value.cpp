// if [ -z "$NAME" ]; then NAME=value; fi: a default of [env].
#include <algorithm>

#include "import/importer.hpp"
#include "import/options.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// "$NAME", "${NAME+x}", "${NAME:+x}": NAME.
std::optional<std::string> asked_for(const Node& word, const Script& script) {
  if (auto name = only_variable(word)) return name;
  const Node* part = sole_part(word);
  if (part == nullptr || !part->is("ParamExp") || part->child("Param") == nullptr ||
      !is_one_of(expansion_operator(*part, script), {"+", ":+"}))
    return std::nullopt;
  return part->child("Param")->value;
}

// The patterns of $(find DIR -name FILE ...) and $(echo PATTERN).
std::vector<std::string> found_by(const Node& value) {
  const Node* substitution = nullptr;
  unsigned parts = 0;
  const auto look = [&](const auto& self, const Node& word) -> void {
    for (const Node* part : word.all("Parts")) {
      if (part->is("DblQuoted")) {
        self(self, *part);
        continue;
      }
      ++parts;
      if (part->is("CmdSubst")) substitution = part;
    }
  };
  look(look, value);
  if (parts != 1 || substitution == nullptr || substitution->all("Stmts").size() != 1) return {};
  const auto command = simple(*substitution->child("Stmts"));
  if (!command) return {};
  const std::string program = command->program();
  if (program == "echo" && command->words.size() == 2)
    if (const auto pattern = literal_pattern(*command->words[1]); pattern && pattern->starts_with('/'))
      return {*pattern};
  const auto words = command->texts();
  const auto named = std::find(words.begin(), words.end(), "-name");
  if (program != "find" || words.size() < 4 || named == words.end() || named + 1 == words.end() ||
      !words[1].starts_with('/') || (named + 1)->empty())
    return {};
  return {words[1] + '/' + *(named + 1), words[1] + "/*/" + *(named + 1)};
}

}  // namespace

bool recognise_default(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || !context.role.empty() || node.has("Background") || node.has("Negated"))
    return false;
  std::vector<const Node*> condition, body;
  if (inner->is("IfClause") && inner->child("Else") == nullptr)
    condition = inner->all("Cond"), body = inner->all("Then");
  else if (inner->is("BinaryCmd") && importer.script.operation(*inner) == "&&")
    condition = inner->all("X"), body = inner->all("Y");
  if (condition.size() != 1 || body.empty()) return false;
  const auto tests = read_tests(*condition[0], importer.script);
  if (!tests || tests->any || tests->list.empty() || tests->list[0].left == nullptr ||
      tests->list[0].right != nullptr || tests->list[0].operation != (tests->list[0].negated ? "-n" : "-z"))
    return false;
  const auto name = asked_for(*tests->list[0].left, importer.script);
  const Variable* known = name ? importer.scope.find(*name) : nullptr;
  if (!name || !is_name(*name) || (known != nullptr && known->kind != Variable::Kind::environment))
    return false;
  if (importer.assigned[*name] > body.size()) return importer.why = *name + " is set more than once", false;
  const Node* value = nullptr;
  bool exports = importer.exported.contains(*name);
  for (const Node* part : body) {
    if (is_message(*part, importer)) continue;
    const Node* command = command_of(*part);
    if (command == nullptr || !(command->is("DeclClause") || command->is("CallExpr"))) return false;
    const bool declares = command->is("DeclClause");
    if (declares && (command->child("Variant") == nullptr || command->child("Variant")->value != "export"))
      return false;
    if (!declares && !command->all("Args").empty()) return false;
    const auto list = command->all(declares ? "Args" : "Assigns");
    // Another variable of the shell alone, which the value is made of.
    const Node* other = list.size() == 1 ? list[0]->child("Name") : nullptr;
    if (other != nullptr && other->value != *name && !declares && !importer.exported.contains(other->value) &&
        importer.assigned[other->value] == 1 && list[0]->child("Value") != nullptr && value == nullptr)
      if (const auto text = literal(*list[0]->child("Value"))) {
        importer.scope.set(other->value, {Variable::Kind::constant, escape_dollars(*text), part->line});
        continue;
      }
    if (list.size() != 1 || list[0]->child("Name") == nullptr || list[0]->child("Name")->value != *name ||
        list[0]->has("Append") || list[0]->child("Array") != nullptr)
      return false;
    exports = exports || declares;
    if (list[0]->child("Value") == nullptr) continue;
    if (value != nullptr) return false;
    value = list[0]->child("Value");
  }
  // Under a condition it is for the hooks there; the program would notice what is exported.
  if (value == nullptr || (exports && !context.unconditional())) return false;
  EnvironmentEntry& entry = importer.document.variable(*name);
  if (!entry.keys.empty()) return false;
  const auto patterns = found_by(*value);
  // A test of the file that is found says nothing more: what is not there is not found.
  if (tests->list.size() > 1 &&
      (patterns.empty() || tests->list.size() > 2 || !is_one_of(tests->list[1].operation, {"-f", "-e"})))
    return importer.document.environment.pop_back(), false;
  std::string key, text;
  if (!patterns.empty() && exports) {
    key = "first_found", text = patterns.size() == 1 ? toml_text(patterns[0]) : toml_list(patterns);
  } else if (const auto words = asked_program(*value, importer);
             words && importer.document.hooks.empty() && !importer.scope.expand(*value).text) {
    key = "from_command", text = toml_list(*words);
  } else {
    const Expansion expansion = importer.scope.expand(*value);
    if (!expansion.text || expansion.pattern || variables_read(*value).contains(*name)) {
      importer.why = *name + " is computed: " + expansion.why;
      return importer.document.environment.pop_back(), false;
    }
    key = "default", text = toml_text(*expansion.text);
  }
  entry.keys = {{key, text}};
  entry.lines.push_back(importer.lines(node));
  // What is found may be nothing, and the variable is not set then.
  if (key != "first_found") importer.scope.set(*name, {Variable::Kind::environment, {}, node.line});
  importer.understand(node, "[env] " + *name + ": " + key);
  return true;
}

}  // namespace jeden::import
