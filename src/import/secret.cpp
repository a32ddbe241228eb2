// Secrets: NAME_FILE read into NAME, a value written to a private file, a random one made once.
#include "import/importer.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// $(cat "$NAME_FILE"), $(< "$NAME_FILE"): the word of the file.
const Node* file_read(const Node& value, const Script& script) {
  const Node* found = nullptr;
  unsigned commands = 0;
  walk(value, [&](const Node& node) {
    if (!node.is("CmdSubst")) return true;
    ++commands;
    const auto body = node.all("Stmts");
    if (body.size() != 1) return false;
    const auto command = simple(*body[0]);
    if (!command) {
      for (const Node* redirection : body[0]->all("Redirs"))
        if (script.operation(*redirection) == "<") found = redirection->child("Word");
      return false;
    }
    if (command->program() == "cat" && command->words.size() == 2) found = command->words[1];
    return false;
  });
  return commands == 1 ? found : nullptr;
}

// The only assignment of a statement, exported or not.
const Node* only_assignment(const Node& node) {
  const Node* inner = command_of(node);
  if (inner == nullptr) return nullptr;
  std::vector<const Node*> list;
  if (inner->is("DeclClause"))
    list = inner->all("Args");
  else if (inner->is("CallExpr") && inner->all("Args").empty())
    list = inner->all("Assigns");
  return list.size() == 1 ? list[0] : nullptr;
}

// NAME=$(cat "$NAME_FILE"): NAME.
std::optional<std::string> from_own_file(const Node& node, const Importer& importer) {
  const Node* assignment = only_assignment(node);
  if (assignment == nullptr || assignment->child("Name") == nullptr || assignment->child("Value") == nullptr)
    return std::nullopt;
  const Node* file = file_read(*assignment->child("Value"), importer.script);
  const std::string name = assignment->child("Name")->value;
  if (file == nullptr || only_variable(*file) != name + "_FILE") return std::nullopt;
  return name;
}

void from_file(const Node& node, const std::string& name, const std::string& initial, Importer& importer) {
  EnvironmentEntry& entry = importer.document.variable(name);
  const auto add = [&](const std::string& key, const std::string& value) {
    for (const auto& [known, unused] : entry.keys)
      if (known == key) return;
    entry.keys.emplace_back(key, value);
  };
  if (!initial.empty()) add("default", toml_text(initial));
  add("from_file", "true");
  entry.lines.push_back(importer.lines(node));
  if (!initial.empty()) importer.scope.set(name, {Variable::Kind::environment, {}, node.line});
  importer.understand(node, "[env] " + name + ": from_file");
}

// file_env 'NAME' 'default'
bool file_env_call(const Node& node, Importer& importer, const Context& context) {
  const auto command = simple(node);
  if (!command || command->words.size() < 2 || command->words.size() > 3 || !context.unconditional())
    return false;
  const auto function = importer.functions.find(command->program());
  const auto name = literal(*command->words[1]);
  if (function == importer.functions.end() || !name || !is_name(*name)) return false;
  const std::string_view body = importer.script.source(*function->second);
  if (!contains(body, "_FILE") ||
      (!contains(body, "cat ") && !contains(body, "$(<") && !contains(body, "$(< ")))
    return false;
  std::string initial;
  if (command->words.size() == 3) {
    const auto text = importer.scope.one_word(*command->words[2], importer.why);
    if (!text) return false;
    initial = *text;
  }
  from_file(node, *name, initial, importer);
  return true;
}

// for name in A B; do file_env "$name"; done
bool file_env_loop(const Node& node, const Node& loop, Importer& importer, const Context& context) {
  const Node* head = loop.child("Loop");
  const auto body = loop.all("Do");
  if (head == nullptr || !head->is("WordIter") || body.size() != 1 || !context.unconditional()) return false;
  const auto command = simple(*body[0]);
  if (!command || command->words.size() != 2) return false;
  const auto function = importer.functions.find(command->program());
  if (function == importer.functions.end() || !contains(importer.script.source(*function->second), "_FILE") ||
      only_variable(*command->words[1]) != head->child("Name")->value)
    return false;
  std::vector<std::string> names;
  for (const Node* item : head->all("Items")) {
    const auto name = literal(*item);
    if (!name || !is_name(*name)) return false;
    names.push_back(*name);
  }
  for (const std::string& name : names) {
    EnvironmentEntry& entry = importer.document.variable(name);
    entry.keys.emplace_back("from_file", "true");
    entry.lines.push_back(importer.lines(node));
  }
  importer.understand(node, "[env] " + join(names, ", ") + ": from_file");
  return true;
}

// if [ -n "$NAME_FILE" ]; then NAME=$(cat "$NAME_FILE"); fi
bool read_if_given(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  std::vector<const Node*> condition, body;
  if (inner->is("IfClause") && inner->child("Else") == nullptr) {
    condition = inner->all("Cond"), body = inner->all("Then");
  } else if (inner->is("BinaryCmd") && importer.script.operation(*inner) == "&&") {
    condition = inner->all("X"), body = inner->all("Y");
  }
  if (condition.size() != 1 || body.empty() || !context.unconditional()) return false;
  std::string name;
  for (const Node* part : body) {
    const auto read = from_own_file(*part, importer);
    const Node* declaration = command_of(*part);
    if (read) {
      name = *read;
    } else {
      // export NAME, unset NAME_FILE
      const auto command = simple(*part);
      const bool unsets = command && command->program() == "unset" && command->words.size() == 2;
      const bool exports =
          declaration != nullptr && declaration->is("DeclClause") && only_assignment(*part) != nullptr;
      if (!unsets && !exports && !is_message(*part, importer)) return false;
    }
  }
  const auto tests = read_tests(*condition[0], importer.script);
  if (name.empty() || !tests) return false;
  for (const Test& test : tests->list) {
    if (test.left == nullptr) return false;
    const auto asked = only_variable(*test.left);
    if (asked != name + "_FILE" && asked != name) return false;
  }
  from_file(node, name, {}, importer);
  return true;
}

// X=$(cat /run/secrets/x), whatever happens.
bool read_always(const Node& node, Importer& importer, const Context& context) {
  if (const auto own = from_own_file(node, importer); own && context.unconditional()) {
    from_file(node, *own, {}, importer);
    return true;
  }
  const Node* assignment = only_assignment(node);
  if (assignment == nullptr || assignment->child("Value") == nullptr || !context.unconditional())
    return false;
  const std::string name = assignment->child("Name")->value;
  const Node* file = file_read(*assignment->child("Value"), importer.script);
  const auto path = file != nullptr ? literal(*file) : std::nullopt;
  const Node* inner = command_of(node);
  const bool exports = inner->is("DeclClause") || importer.exported.contains(name);
  if (!path || !path->starts_with("/run/secrets/") || importer.assigned[name] > 1) return false;
  EnvironmentEntry& where = importer.document.variable(name + "_FILE");
  where.keys = {{"default", toml_text(*path)}};
  where.lines.push_back(importer.lines(node));
  from_file(node, name, {}, importer);
  // The program never saw what was not exported.
  if (!exports) importer.document.variable(name).keys.emplace_back("forget", "true");
  importer.scope.set(name, {Variable::Kind::environment, {}, node.line});
  return true;
}

// [ -s FILE ] || openssl rand -hex 32 > FILE
bool generate(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  const Node *condition = nullptr, *body = nullptr;
  bool wanted_missing = false;
  if (inner->is("BinaryCmd") && importer.script.operation(*inner) == "||") {
    condition = inner->child("X"), body = inner->child("Y");
  } else if (inner->is("IfClause") && inner->child("Else") == nullptr && inner->all("Then").size() == 1 &&
             inner->all("Cond").size() == 1) {
    condition = inner->child("Cond"), body = inner->child("Then"), wanted_missing = true;
  }
  if (condition == nullptr || body == nullptr) return false;
  const auto tests = read_tests(*condition, importer.script);
  if (!tests || tests->list.size() != 1 || tests->list[0].negated != wanted_missing ||
      !is_one_of(tests->list[0].operation, {"-s", "-f", "-e"}))
    return false;
  const auto command = simple(*body);
  if (!command || command->program() != "openssl" || command->redirections.size() != 1) return false;
  const auto words = command->texts();
  if (words.size() < 4 || words[1] != "rand" || (words[2] != "-hex" && words[2] != "-base64") ||
      !is_number(words[3]) || words[3].size() > 4)
    return false;
  const Node* target = command->redirections[0]->child("Word");
  const auto path = importer.scope.one_word(*tests->list[0].left, importer.why);
  if (importer.script.operation(*command->redirections[0]) != ">" || target == nullptr || !path ||
      importer.scope.one_word(*target, importer.why) != path)
    return false;
  const unsigned length = static_cast<unsigned>(std::stoul(words[3])) * 2;
  if (length < 8 || length > 4096) return false;
  Keys table{{"generate", toml_text(*path)}, {"length", std::to_string(length)}};
  if (words[2] == "-hex") table.emplace_back("alphabet", "\"0123456789abcdef\"");
  importer.hook("secrets", node, context, "secrets", true).tables.push_back(table);
  importer.understand(node, "secrets: generate");
  return true;
}

}  // namespace

bool recognise_secret(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated")) return false;
  if (inner->is("ForClause")) return file_env_loop(node, *inner, importer, context);
  return file_env_call(node, importer, context) || read_if_given(node, importer, context) ||
         read_always(node, importer, context) || generate(node, importer, context);
}

}  // namespace jeden::import
