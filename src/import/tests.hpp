// Conditions of the shell: [ ... ], test, [[ ... ]], and commands.
#pragma once

#include "import/shell.hpp"

namespace jeden::import {

// One comparison or question.
struct Test {
  std::string operation;       // "-n", "-f", "=", "!=", "-eq", ...; "command": the statement itself is run
  const Node* left = nullptr;  // of a unary operator: its only operand
  const Node* right = nullptr;
  const Node* statement = nullptr;
  bool negated = false;
};

// A list of tests that all have to hold, or of which one has to.
struct Tests {
  std::vector<Test> list;
  bool any = false;  // ||
};

// None if it is more complicated than that.
std::optional<Tests> read_tests(const Node& statement, const Script& script);

// "$1", "${1:-}"; whether the word is the script's first argument.
bool is_first_argument(const Node& word);
// $(id -u), $EUID, $UID.
bool is_user_id(const Node& word);

}  // namespace jeden::import
