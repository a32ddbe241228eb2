#include "import/conditions.hpp"

#include <algorithm>

#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

bool is_shell_variable(const std::string& name, const Importer& importer) {
  const Variable* variable = importer.scope.find(name);
  return variable != nullptr && variable->kind != Variable::Kind::environment;
}

// [ "${1#-}" != "$1" ], [ "${1:0:1}" = '-' ], [[ $1 == -* ]]
bool asks_for_flag(const Test& test, const Script& script) {
  if (test.left == nullptr || test.right == nullptr) return false;
  const std::string_view left = script.source(*test.left), right = script.source(*test.right);
  const bool cut = contains(left, "1#-") || contains(left, "1%%-") || contains(right, "1#-");
  if (cut) return (test.operation == "!=") != test.negated;
  if (contains(left, "1:0:1")) return contains(right, "-") && test.operation == "=" && !test.negated;
  return is_first_argument(*test.left) && contains(right, "-*") && test.operation == "=" && !test.negated;
}

// [ "${1%.conf}" != "$1" ]: .conf
std::string suffix_asked_for(const Test& test, const Script& script) {
  if (test.left == nullptr || test.right == nullptr || test.operation != "!=" || test.negated) return {};
  const std::string_view left = script.source(*test.left);
  const std::size_t at = left.find("${1%.");
  const std::size_t end = left.find('}', at == left.npos ? 0 : at);
  if (at == left.npos || end == left.npos || !is_first_argument(*test.right)) return {};
  return std::string{left.substr(at + 4, end - at - 4)};
}

// [ -z "$(command -v "$1")" ]
bool asks_for_program(const Test& test, const Script& script) {
  if (test.left == nullptr || test.operation != "-z" || test.negated) return false;
  const std::string_view left = script.source(*test.left);
  return contains(left, "command -v") && contains(left, "1}");
}

std::string shell_words(const Test& test, const Importer& importer) {
  std::vector<std::string> words{"test"};
  if (test.negated) words.emplace_back("!");
  for (const Node* word : {test.right == nullptr ? nullptr : test.left}) {
    if (word == nullptr) continue;
    const Expansion text = importer.scope.expand(*word);
    if (!text.text || text.pattern) return {};
    words.push_back(*text.text);
  }
  words.push_back(test.operation);
  const Node* last = test.right == nullptr ? test.left : test.right;
  const Expansion text = importer.scope.expand(*last);
  if (!text.text || text.pattern) return {};
  words.push_back(*text.text);
  return toml_list(words);
}

bool add_test(const Test& test, Importer& importer, Conditions& conditions) {
  if (asks_for_flag(test, importer.script)) return conditions.flag = true;
  if (const std::string suffix = suffix_asked_for(test, importer.script); !suffix.empty()) {
    conditions.suffixes.push_back(suffix);
    return conditions.flag = true;
  }
  if (asks_for_program(test, importer.script) || test.operation == "no program")
    return conditions.flag = conditions.unknown_word = true;
  if (test.operation == "command") {
    if (test.negated) return importer.why = "the condition is a command that has to fail", false;
    const auto command = simple(*test.statement);
    if (!command || !command->assignments.empty()) return false;
    std::vector<std::string> words;
    for (const Node* word : command->words) {
      const auto text = importer.scope.one_word(*word, importer.why);
      if (!text) return false;
      words.push_back(*text);
    }
    for (const Node* redirection : command->redirections)
      if (const Node* word = redirection->child("Word");
          word == nullptr || !is_one_of(literal(*word).value_or("x"), {"/dev/null", "1"}))
        return false;
    if (words.empty() || importer.functions.contains(words[0]) ||
        is_one_of(words[0], {"command", "type", "hash", "read", "eval", "kill", "false", "true"}))
      return importer.why = "the condition is a command of the shell itself", false;
    conditions.list.emplace_back("if_command", toml_list(words));
    return true;
  }
  if (test.left == nullptr) return false;
  if (test.right != nullptr) {
    const auto value = literal(*test.right);
    if (is_user_id(*test.left) && value && (*value == "0" || *value == "root")) {
      if ((test.operation == "=" || test.operation == "-eq") != test.negated) return conditions.root = true;
      importer.why = "it is for every user but root";
      return conditions.not_root = true;
    }
    if (only_variable(*test.left) == "#" &&
        ((value == "0" && is_one_of(test.operation, {"-gt", "-ne", "!="})) ||
         (value == "1" && test.operation == "-ge")) &&
        !test.negated)
      return conditions.some_arguments = true;
    if (only_variable(*test.left) == "#" && value == "1" && test.operation == "-lt" && !test.negated)
      return conditions.no_arguments = true;
    const std::string pattern = literal_pattern(*test.right).value_or("");
    if (only_variable(*test.left) == "*" && !value && test.operation == "=" && !test.negated &&
        !importer.command.empty() && pattern.starts_with(importer.command[0])) {
      const std::string note = "the hooks are for every command that starts " + importer.command[0] +
                               "; the script looks at further words (line " +
                               std::to_string(test.statement->line) + ")";
      if (std::find(importer.document.notes.begin(), importer.document.notes.end(), note) ==
          importer.document.notes.end())
        importer.document.notes.push_back(note);
      return conditions.own_program = true;
    }
    if (is_first_argument(*test.left) && !value && test.operation == "=" && !test.negated) {
      if (pattern.size() > 1 && pattern.ends_with('*') && is_name(pattern.substr(0, 1)) &&
          pattern.find_first_of("*?[") == pattern.size() - 1)
        return conditions.own_program = true;
    }
    // [ "$2" = server ], and the same from the end: "${@: -1:1}"
    const std::string_view left_source = importer.script.source(*test.left);
    if ((only_variable(*test.left) == "2" || contains(left_source, "{@: -1:1}")) && value &&
        !value->empty() && test.operation == "=" && !test.negated) {
      conditions.second = *value;
      return conditions.own_program = true;
    }
    if ((is_first_argument(*test.left) || contains(left_source, "{@: -2:1}")) && value &&
        (test.operation == "=") != test.negated) {
      if (value->empty()) return conditions.no_arguments = true;
      conditions.program = *value;
      return conditions.own_program = true;
    }
    if (only_variable(*test.left) == "#" && value == "0" && is_one_of(test.operation, {"=", "-eq"}) &&
        !test.negated)
      return conditions.no_arguments = true;
    // "${NAME:-initial}" compared with something else than initial is the same as "$NAME".
    if (value && !value->empty() && is_one_of(test.operation, {"=", "!="})) {
      const Expansion left = importer.scope.expand(*test.left);
      const std::size_t initial = left.text ? left.text->find(":-") : std::string::npos;
      if (initial != std::string::npos && left.text->starts_with("${") && left.text->ends_with('}') &&
          left.text->find("${", 2) == std::string::npos) {
        const std::string variable = left.text->substr(2, initial - 2);
        const std::string otherwise = left.text->substr(initial + 2, left.text->size() - initial - 3);
        if (is_name(variable) && otherwise != *value) {
          const bool equal = (test.operation == "=") != test.negated;
          conditions.list.emplace_back(equal ? "if_env" : "unless_env", variable + "=" + *value);
          return true;
        }
      }
    }
    const auto name = only_variable(*test.left);
    if (name && is_name(*name) && !is_shell_variable(*name, importer) && value &&
        is_one_of(test.operation, {"=", "!="})) {
      const bool equal = (test.operation == "=") != test.negated;
      if (value->empty())
        conditions.list.emplace_back(equal ? "unless_env" : "if_env", *name);
      else
        conditions.list.emplace_back(equal ? "if_env" : "unless_env", *name + "=" + *value);
      return true;
    }
  } else {
    const auto name = only_variable(*test.left);
    if (test.operation == "-z" || test.operation == "-n") {
      const bool set = (test.operation == "-n") != test.negated;
      if (name == "1" && !set) return conditions.no_arguments = true;
      if (name == "1" && set) return conditions.some_arguments = true;
      if (!name || !is_name(*name) || is_shell_variable(*name, importer)) {
        if (const std::string computed = importer.scope.computed_in(*test.left); !computed.empty())
          importer.why = computed;
        return false;
      }
      conditions.list.emplace_back(set ? "if_env" : "unless_env", *name);
      return true;
    }
    conditions.about_files = true;
    const auto path = importer.scope.expand(*test.left);
    if (path.text && !path.pattern && is_one_of(test.operation, {"-e", "-f", "-d", "-S", "-r"})) {
      conditions.list.emplace_back(test.negated ? "unless_exists" : "if_exists", demand(*path.text));
      return true;
    }
  }
  if (test.right == nullptr && test.operation == "-w")
    if (const auto path = importer.scope.expand(*test.left); path.text && !path.pattern) {
      conditions.list.emplace_back(test.negated ? "unless_writable" : "if_writable", demand(*path.text));
      return true;
    }
  if (const std::string computed = importer.scope.computed_in(*test.statement); !computed.empty())
    return importer.why = computed, false;
  const std::string words = shell_words(test, importer);
  if (words.empty()) return importer.why = "the condition is one that only a shell can ask", false;
  conditions.about_files = true;
  conditions.list.emplace_back("if_command", words);
  return true;
}

}  // namespace

std::optional<Conditions> read_conditions(const Node& statement, Importer& importer) {
  const auto tests = read_tests(statement, importer.script);
  if (!tests) return importer.why = "the condition is more than a list of tests", std::nullopt;
  Conditions conditions;
  for (const Test& test : tests->list)
    if (!add_test(test, importer, conditions)) return std::nullopt;
  const bool programs = conditions.own_program && conditions.list.empty() && !conditions.root;
  if (tests->any && tests->list.size() > 1 && !programs && !(conditions.flag && conditions.list.empty()))
    return importer.why = "one of several conditions is enough", std::nullopt;
  const auto commands = std::count_if(conditions.list.begin(), conditions.list.end(),
                                      [](const auto& condition) { return condition.first == "if_command"; });
  if (commands > 1) return importer.why = "a hook has one if_command", std::nullopt;
  // What other words of the program are for is known of this one only.
  const std::string program = conditions.program.substr(conditions.program.rfind('/') + 1);
  if (!conditions.second.empty() && (program != "rails" || conditions.second != "server"))
    return importer.why = "it looks at the second of the container's words", std::nullopt;
  return conditions;
}

}  // namespace jeden::import
