// case "$1" in web) ... ;; worker) ... ;; esac: what main is, by the container's first word.
#include <algorithm>

#include "import/importer.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// exec "$@": the word is a program, not a role.
bool starts_words(const Node& node) {
  const auto command = simple(node);
  return command && command->program() == "exec" && command->words.size() == 2 &&
         only_variable(*command->words[1]) == "@";
}

bool is_role_name(const std::string& name) {
  return !name.empty() && name[0] != '-' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
             std::string::npos;
}

bool ends_script(const Node& node) {
  bool ends = false;
  walk(node, [&](const Node& below) {
    if (below.is("CallExpr") && !below.all("Args").empty() &&
        is_one_of(literal(*below.all("Args")[0]).value_or(""), {"exec", "exit"}))
      ends = true;
    return true;
  });
  return ends;
}

// A role that does more than start programs stays shell, as a role.
bool role_script(const std::string& role, const std::vector<const Node*>& body, Importer& importer) {
  Service program;
  for (const Node* part : body) {
    for (const std::string& name : variables_read(*part))
      if (is_number(name) || is_one_of(name, {"@", "*", "#"}) || importer.definitions.contains(name))
        return importer.why = "the role " + role + " uses what the script knows", false;
    for (const std::string& name : functions_called(*part))
      if (importer.functions.contains(name))
        return importer.why = "the role " + role + " calls functions", false;
    if (const std::string computed = importer.scope.computed_in(*part); !computed.empty())
      return importer.why = computed, false;
    program.script += std::string{importer.script.source(*part)} + '\n';
    program.bash = program.bash || needs_bash(*part, importer.script);
    program.lines.push_back(importer.lines(*part));
    importer.document.kept.push_back(
        {importer.lines(*part), "the role " + role + " does more than start a program", "role." + role});
  }
  program.script.insert(0, importer.shell_options(importer.strict, program.bash));
  importer.document.roles.emplace_back(role, std::move(program));
  return true;
}

// The body of a role: its steps are hooks, its last line is what main is.
bool role_body(const std::string& role, std::vector<const Node*> body, Importer& importer,
               const Context& context) {
  Context inner = context;
  inner.role = role;
  inner.last = true;  // whatever stands last is the program
  if (body.empty()) return importer.why = "the role does nothing", false;
  // shift, and exit after the program
  const auto first = simple(*body.front());
  if (first && first->program() == "shift") {
    importer.understand(*body.front(), "the words behind a role's name are its arguments");
    body.erase(body.begin());
  }
  if (body.size() > 1) {
    const auto last = simple(*body.back());
    if (last && last->program() == "exit" && last->words.size() < 3) {
      importer.understand(*body.back(), "the code is the program's own");
      body.pop_back();
    }
  }
  const std::size_t roles = importer.document.roles.size();
  if (importer.all_understood(body, inner) && importer.document.roles.size() == roles + 1) return true;
  if (importer.document.roles.size() > roles) return false;
  return role_script(role, body, importer);
}

struct Branch {
  std::vector<std::string> names;  // "*": everything else
  std::vector<const Node*> body;
};

std::optional<std::vector<Branch>> branches_of_case(const Node& clause, Importer& importer) {
  std::vector<Branch> branches;
  for (const Node* item : clause.all("Items")) {
    Branch branch;
    branch.body = item->all("Stmts");
    for (const Node* pattern : item->all("Patterns")) {
      const auto name = literal_pattern(*pattern);
      if (!name) return importer.why = "the name of a role is computed", std::nullopt;
      branch.names.push_back(*name);
    }
    branches.push_back(branch);
  }
  return branches;
}

// if [ "$role" = a ]; then ...; elif [ "$role" = b ]; then ...; else ...; fi
std::optional<std::vector<Branch>> branches_of_if(const Node& clause, const Node*& word, Importer& importer) {
  std::vector<Branch> branches;
  for (const Node* part = &clause; part != nullptr; part = part->child("Else")) {
    const auto condition = part->all("Cond");
    Branch branch;
    branch.body = part->all("Then");
    if (condition.empty()) {
      branch.names = {"*"};
    } else {
      const auto tests = condition.size() == 1 ? read_tests(*condition[0], importer.script) : std::nullopt;
      if (!tests || (tests->list.size() > 1 && !tests->any)) return std::nullopt;
      for (const Test& test : tests->list) {
        if (test.operation != "=" || test.negated || test.right == nullptr || !literal(*test.right))
          return std::nullopt;
        if (word != nullptr && importer.script.source(*word) != importer.script.source(*test.left))
          return std::nullopt;
        word = test.left;
        branch.names.push_back(*literal(*test.right));
      }
    }
    branches.push_back(branch);
  }
  return branches;
}

bool all_else(const std::vector<const Node*>& body, Importer& importer) {
  if (body.empty()) return true;
  if (body.size() == 1 && starts_words(*body[0])) {
    importer.understand(*body[0], "[main]: another program is started as it is");
    return true;
  }
  const auto last = simple(*body.back());
  const bool complains = last && last->program() == "exit" &&
                         std::all_of(body.begin(), body.end() - 1,
                                     [&](const Node* part) { return is_message(*part, importer); });
  if (!complains) return importer.why = "words that are no role are used in a command", false;
  importer.document.main.keys.emplace_back("foreign_command", "\"refuse\"");
  importer.understand(*body[0], "[main] foreign_command = \"refuse\"", static_cast<unsigned>(body.size()));
  return true;
}

bool read_branches(const std::vector<Branch>& branches, bool of_variable, Importer& importer,
                   const Context& context) {
  unsigned programs = 0, roles = 0;
  for (const Branch& branch : branches) {
    auto body = branch.body;
    if (branch.names.size() == 1 && branch.names[0] == "*") {
      if (!all_else(body, importer)) return false;
      continue;
    }
    if (body.empty()) return importer.why = "a role does nothing", false;
    for (const std::string& name : branch.names)
      if (!is_role_name(name)) return importer.why = "the role " + name + " is a pattern", false;
    const bool ends =
        std::any_of(body.begin(), body.end(), [](const Node* part) { return ends_script(*part); });
    if (!of_variable && (starts_words(*body.back()) || !ends) && !context.last) {
      // A program with its preparation.
      if (++programs > 1 || roles > 0)
        return importer.why = "it prepares several programs in different ways", false;
      if (starts_words(*body.back())) body.pop_back(), ++importer.document.statements_understood;
      Context inner = context;
      inner.last = false;
      if (!importer.all_understood(body, inner)) return false;
      if (importer.document.main.words.empty()) importer.document.main.words = {branch.names[0]};
      continue;
    }
    if (!of_variable && starts_words(*body.back())) return importer.why = "it prepares a program", false;
    for (const std::string& name : branch.names) {
      if (!role_body(name, body, importer, context)) return false;
      if (name != branch.names[0])
        importer.document.statements_understood -= static_cast<unsigned>(body.size());
      ++roles;
    }
  }
  return programs + roles > 0;
}

bool recognise_choice(const Node& node, const Node& clause, Importer& importer, const Context& context) {
  const Node* word = clause.child("Word");
  std::optional<std::vector<Branch>> branches;
  if (clause.is("CaseClause"))
    branches = branches_of_case(clause, importer);
  else if (clause.is("IfClause") && clause.child("Else") != nullptr)
    branches = branches_of_if(clause, word, importer);
  if (!branches || word == nullptr) return false;
  std::string variable;

  if (!is_first_argument(*word)) {
    const Expansion text = importer.scope.expand(*word);
    const auto names = variables_read(*word);
    if (!text.text || names.size() != 1 || !ends_script(clause)) return false;
    variable = *text.text;
    if (variable.find("${") != 0) return false;
    if (!variable.ends_with(":-}") && variable.find(":-") == std::string::npos)
      variable.insert(variable.size() - 1, ":-");
  } else if (!ends_script(clause) && !context.last) {
    return false;
  }
  // All of it, or nothing: a trial of a list of one would come back here.
  const Document document = importer.document;
  const std::size_t understood = importer.document.statements_understood;
  const bool had_main = importer.main_found;
  if (!read_branches(*branches, !variable.empty(), importer, context)) {
    importer.document = document;
    importer.main_found = had_main;
    return false;
  }
  if (importer.document.statements_understood == understood) return false;
  ++importer.document.statements_understood;  // the case itself
  importer.asked_for_program = true;
  for (const auto& [name, role] : importer.document.roles)
    if (variable.empty() && !importer.command.empty() && importer.command[0] == name &&
        importer.command.size() == 1)
      importer.document.main.keys.emplace_back("role", toml_text(name));
  importer.document.main.lines.push_back(importer.lines(node));
  if (!variable.empty()) importer.document.main.keys.emplace_back("role", toml_text(variable));
  return true;
}

}  // namespace

bool recognise_roles(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || !context.unconditional() || context.root || importer.main_found) return false;
  if (inner->is("IfClause")) {
    // if [ "$1" = worker ]; then exec celery; fi
    const auto condition = inner->all("Cond");
    const auto body = inner->all("Then");
    if (inner->child("Else") != nullptr) return recognise_choice(node, *inner, importer, context);
    if (condition.size() != 1 || body.empty() || starts_words(*body.back()) || !ends_script(*body.back()))
      return false;
    const auto tests = read_tests(*condition[0], importer.script);
    if (!tests || tests->list.size() != 1 || tests->list[0].operation != "=" || tests->list[0].negated ||
        !is_first_argument(*tests->list[0].left) || tests->list[0].right == nullptr)
      return false;
    const std::string role = literal(*tests->list[0].right).value_or("");
    if (!is_role_name(role)) return false;
    const auto last = simple(*body.back());
    if (last && last->program() == "exit" && body.size() == 1) return false;
    if (!role_body(role, body, importer, context)) return false;
    ++importer.document.statements_understood;
    return true;
  }
  return inner->is("CaseClause") && recognise_choice(node, *inner, importer, context);
}

}  // namespace jeden::import
