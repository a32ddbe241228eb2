#include "import/tests.hpp"

#include "import/text.hpp"

namespace jeden::import {
namespace {

std::optional<Test> read_words(std::vector<const Node*> words, const Node& statement) {
  Test test;
  test.statement = &statement;
  while (!words.empty() && literal(*words[0]) == "!") {
    test.negated = !test.negated;
    words.erase(words.begin());
  }
  if (words.size() == 1) {
    test.operation = "-n", test.left = words[0];
    return test;
  }
  if (words.size() == 2) {
    test.operation = literal(*words[0]).value_or(""), test.left = words[1];
    return test.operation.size() == 2 && test.operation[0] == '-' ? std::optional{test} : std::nullopt;
  }
  if (words.size() != 3) return std::nullopt;
  test.left = words[0], test.operation = literal(*words[1]).value_or(""), test.right = words[2];
  if (test.operation == "==") test.operation = "=";
  return test.operation.empty() ? std::nullopt : std::optional{test};
}

bool add_clause(const Node& node, const Node& statement, const Script& script, Tests& tests, bool negated);

bool add_test(Tests& tests, std::optional<Test> test, bool negated) {
  if (!test) return false;
  test->negated = test->negated != negated;
  tests.list.push_back(*test);
  return true;
}

// [[ a && b ]]
bool add_clause(const Node& node, const Node& statement, const Script& script, Tests& tests, bool negated) {
  const std::string operation{script.operation(node)};
  const Node *left = node.child("X"), *right = node.child("Y");
  if (left == nullptr) {
    Test test{"-n", &node, nullptr, &statement, negated};
    tests.list.push_back(test);
    return node.is("Word");
  }
  if (node.is("UnaryTest")) {
    if (operation == "!") return add_clause(*left, statement, script, tests, !negated);
    tests.list.push_back({operation, left, nullptr, &statement, negated});
    return true;
  }
  if (!node.is("BinaryTest") || right == nullptr) return false;
  if (operation == "&&" || operation == "||") {
    if (negated) return false;
    if (!tests.list.empty() && tests.any != (operation == "||")) return false;
    tests.any = operation == "||";
    return add_clause(*left, statement, script, tests, false) &&
           add_clause(*right, statement, script, tests, false);
  }
  if (operation == "=~") return false;
  tests.list.push_back({operation == "==" ? "=" : operation, left, right, &statement, negated});
  return true;
}

bool add(const Node& statement, const Script& script, Tests& tests) {
  const Node* command = command_of(statement);
  if (command == nullptr || statement.has("Background")) return false;
  const bool negated = statement.has("Negated");
  if (command->is("TestClause")) {
    const Node* clause = command->child("X");
    return clause != nullptr && add_clause(*clause, statement, script, tests, negated);
  }
  if (command->is("BinaryCmd")) {
    const std::string operation{script.operation(*command)};
    const Node *left = command->child("X"), *right = command->child("Y");
    if ((operation != "&&" && operation != "||") || negated || left == nullptr || right == nullptr)
      return false;
    if (!tests.list.empty() && tests.any != (operation == "||")) return false;
    tests.any = operation == "||";
    return add(*left, script, tests) && add(*right, script, tests);
  }
  // { [ -f "$1" ] && ! [ -x "$1" ]; }: a file that is no program
  if (command->is("Block") && !negated && command->all("Stmts").size() == 1) {
    Tests inner;
    if (!add(*command->child("Stmts"), script, inner) || inner.any || inner.list.size() != 2) return false;
    const Test &is_file = inner.list[0], &can_run = inner.list[1];
    if (is_file.operation != "-f" || is_file.negated || can_run.operation != "-x" || !can_run.negated ||
        !is_first_argument(*is_file.left) || !is_first_argument(*can_run.left))
      return false;
    tests.list.push_back({"no program", is_file.left, nullptr, &statement, false});
    return true;
  }
  if (!command->is("CallExpr")) return false;
  auto words = command->all("Args");
  if (words.empty()) return false;
  const std::string program = literal(*words[0]).value_or("");
  if (program == "[" || program == "test") {
    words.erase(words.begin());
    if (program == "[") words.pop_back();
    // [ a -a b ] and [ a -o b ]
    std::vector<const Node*> part;
    for (const Node* word : words) {
      const std::string text = literal(*word).value_or("");
      if ((text != "-a" && text != "-o") || part.empty()) {
        part.push_back(word);
        continue;
      }
      if (negated || (!tests.list.empty() && tests.any != (text == "-o"))) return false;
      if (!add_test(tests, read_words(part, statement), false)) return false;
      tests.any = text == "-o";
      part.clear();
    }
    return add_test(tests, read_words(part, statement), negated);
  }
  tests.list.push_back({"command", nullptr, nullptr, &statement, negated});
  return true;
}

}  // namespace

std::optional<Tests> read_tests(const Node& statement, const Script& script) {
  Tests tests;
  if (!add(statement, script, tests) || tests.list.empty()) return std::nullopt;
  return tests;
}

bool is_first_argument(const Node& word) {
  return only_variable(word) == "1";
}

bool is_user_id(const Node& word) {
  if (const auto name = only_variable(word)) return *name == "EUID" || *name == "UID";
  bool asks = false;
  walk(word, [&](const Node& node) {
    if (node.is("CallExpr")) {
      const auto words = node.all("Args");
      const std::string program = words.empty() ? "" : literal(*words[0]).value_or("");
      const std::string option = words.size() == 2 ? literal(*words[1]).value_or("") : "";
      asks = (program == "id" && (option == "-u" || option == "-un")) || program == "whoami";
    }
    return true;
  });
  return asks;
}

}  // namespace jeden::import
