// Variables with a value that init.toml can say: [env], or shell variables that are put in where they are
// used.
#include "import/options.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

const Node* only_part(const Node& word) {
  const Node* part = &word;
  for (;;) {
    const auto parts = part->all("Parts");
    if (parts.size() != 1) return nullptr;
    part = parts[0];
    if (!part->is("DblQuoted")) return part;
  }
}

// ${NAME:-word} or ${NAME:=word} of `name` itself; the word.
struct Default {
  const Node* word = nullptr;
  bool empty_too = false;  // ":": an empty value counts as none
};
std::optional<Default> own_default(const Node& value, const std::string& name, const Script& script) {
  const Node* part = only_part(value);
  if (part == nullptr || !part->is("ParamExp") || part->child("Param") == nullptr ||
      part->child("Param")->value != name)
    return std::nullopt;
  const std::string_view operation = expansion_operator(*part, script);
  if (!is_one_of(operation, {":-", "-", ":=", "="})) return std::nullopt;
  return Default{part->child("Exp")->child("Word"), operation[0] == ':'};
}

bool set_default(const Node& node, const std::string& name, const Node* word, Importer& importer) {
  std::string key = "default", text = "\"\"";
  if (word != nullptr) {
    const Expansion value = importer.scope.expand(*word);
    // No file is ever called NAME=..., so that * means itself.
    if (value.text && (!value.pattern || value.text->find_first_of("~{") == std::string::npos))
      text = toml_text(*value.text);
    else if (const auto words = asked_program(*word, importer);
             words && !value.text && importer.document.hooks.empty())
      key = "from_command", text = toml_list(*words);
    else
      return importer.why = value.why, false;
  }
  EnvironmentEntry& entry = importer.document.variable(name);
  entry.keys = {{key, text}};
  entry.lines.push_back(importer.lines(node));
  importer.scope.set(name, {Variable::Kind::environment, {}, node.line});
  return true;
}

// PATH=/a:$PATH, PATH=$PATH:/a
bool set_path(const std::string& name, const Node& value, EnvironmentEntry& entry) {
  std::string before, after;
  bool seen = false;
  const auto add = [&](const auto& self, const Node& node) -> bool {
    for (const Node* part : node.all("Parts")) {
      if (part->is("DblQuoted")) {
        if (!self(self, *part)) return false;
      } else if (part->is("ParamExp")) {
        if (seen || part->child("Param")->value != name) return false;
        seen = true;
      } else if (part->is("Lit") || part->is("SglQuoted")) {
        (seen ? after : before) += part->value;
      } else {
        return false;
      }
    }
    return true;
  };
  if (!add(add, value) || !seen || before.empty() == after.empty()) return false;
  if (after.empty() && before.ends_with(':'))
    entry.keys = {{"prepend", toml_text(escape_dollars(before.substr(0, before.size() - 1)))}};
  else if (before.empty() && after.starts_with(':'))
    entry.keys = {{"append", toml_text(escape_dollars(after.substr(1)))}};
  else
    return false;
  return true;
}

bool assign(const Node& node, const Node& assignment, bool exports, Importer& importer,
            const Context& context) {
  const Node* name_node = assignment.child("Name");
  const Node* value = assignment.child("Value");
  if (name_node == nullptr || assignment.child("Array") != nullptr || assignment.child("Index") != nullptr ||
      assignment.has("Append"))
    return importer.why = "arrays and += are the shell's", false;
  const std::string name = name_node->value;
  if (value != nullptr)
    if (const auto initial = own_default(*value, name, importer.script))
      return set_default(node, name, initial->word, importer);
  if (!context.unconditional()) return importer.why = name + " is set under a condition only", false;
  if (importer.assigned[name] > 1) return importer.why = name + " is set more than once", false;
  const bool in_environment = exports || importer.exported.contains(name);
  if (value != nullptr && (in_environment || name == "PATH") &&
      (name.ends_with("PATH") || name.ends_with("DIRS"))) {
    EnvironmentEntry entry;
    if (set_path(name, *value, entry)) {
      entry.lines.push_back(importer.lines(node));
      importer.document.variable(name) = entry;
      importer.scope.set(name, {Variable::Kind::environment, {}, node.line});
      return true;
    }
  }
  std::string text;
  if (value != nullptr) {
    const Expansion expansion = importer.scope.expand(*value);  // a value is never split
    if (!expansion.text || (expansion.pattern && expansion.text->starts_with('~')))
      return importer.why = name + " is computed: " + expansion.why, false;
    text = *expansion.text;
  }
  if (in_environment) {
    EnvironmentEntry& entry = importer.document.variable(name);
    entry.keys = {{"value", toml_text(text)}};
    entry.lines.push_back(importer.lines(node));
    importer.scope.set(name, {Variable::Kind::environment, {}, node.line});
    return true;
  }
  importer.scope.set(name, {Variable::Kind::constant, text, node.line});
  importer.definitions[name] = std::string{importer.script.source(assignment)};
  return true;
}

std::string names_of(const std::vector<const Node*>& assignments) {
  std::vector<std::string> names;
  for (const Node* assignment : assignments)
    if (const Node* name = assignment->child("Name")) names.push_back(name->value);
  return join(names, ", ");
}

// All of them or none.
bool assign_all(const Node& node, const std::vector<const Node*>& assignments, bool exports,
                Importer& importer, const Context& context) {
  const auto environment = importer.document.environment;
  const Scope scope = importer.scope;
  bool constants = !exports;
  for (const Node* assignment : assignments) {
    const Node* name = assignment->child("Name");
    const bool export_only = name != nullptr && exports && assignment->child("Value") == nullptr;
    if (export_only) {
      // What it exports has been put into [env] where it was set; what comes from the container is there
      // anyway.
      const Variable* variable = importer.scope.find(name->value);
      if (variable == nullptr || variable->kind != Variable::Kind::computed) continue;
    }
    if (!export_only && assign(node, *assignment, exports, importer, context)) {
      const Variable* variable = importer.scope.find(name->value);
      constants = constants && variable->kind == Variable::Kind::constant;
      continue;
    }
    importer.document.environment = environment;
    importer.scope = scope;
    return false;
  }
  importer.understand(node, constants ? names_of(assignments) + ": put in where it is used"
                                      : "[env] " + names_of(assignments));
  return true;
}

bool unset(const Node& node, const Simple& command, Importer& importer, const Context& context) {
  if (!context.unconditional()) return false;
  const auto names = command.texts();
  for (std::size_t i = 1; i < names.size(); ++i)
    if (!is_name(names[i]) && names[i] != "-v") return false;
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (names[i] == "-v" || importer.definitions.contains(names[i])) continue;
    EnvironmentEntry& entry = importer.document.variable(names[i]);
    const bool used = !entry.keys.empty() || !importer.document.hooks.empty();
    entry.keys.emplace_back(used ? "forget" : "unset", "true");
    entry.lines.push_back(importer.lines(node));
  }
  importer.understand(node, "[env] unset or forget");
  return true;
}

}  // namespace

bool recognise_assignment(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated")) return false;
  if (inner->is("DeclClause")) {
    const Node* variant = inner->child("Variant");
    const auto arguments = inner->all("Args");
    for (const Node* argument : arguments)
      if (argument->child("Name") == nullptr) return false;
    if (variant == nullptr || arguments.empty() ||
        !is_one_of(variant->value, {"export", "local", "readonly"}))
      return false;
    return assign_all(node, arguments, variant->value == "export", importer, context);
  }
  const auto command = simple(node);
  if (!command) return false;
  if (command->words.empty() && command->redirections.empty() && !command->assignments.empty())
    return assign_all(node, command->assignments, false, importer, context);
  const std::string program = command->program();
  if (program == "unset") return unset(node, *command, importer, context);
  if (program != ":" || command->words.size() < 2) return false;
  // : "${NAME:=value}" ...
  for (std::size_t i = 1; i < command->words.size(); ++i) {
    const Node* part = only_part(*command->words[i]);
    if (part == nullptr || !part->is("ParamExp") ||
        !is_one_of(expansion_operator(*part, importer.script), {":=", "="}))
      return false;
  }
  for (std::size_t i = 1; i < command->words.size(); ++i) {
    const Node* part = only_part(*command->words[i]);
    if (!set_default(node, part->child("Param")->value, part->child("Exp")->child("Word"), importer))
      return false;
  }
  importer.understand(node, "[env] defaults");
  return true;
}

}  // namespace jeden::import
