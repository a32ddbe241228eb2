// Reading the tree of a script: words, simple commands, what a statement reads and sets.
#pragma once

#include <set>

#include "import/node.hpp"

namespace jeden::import {

struct Script {
  std::string text;  // without carriage returns
  std::string path;
  bool bash = false;           // what its first line asks for
  bool strict = false;         // set -e from its first line on
  bool strict_at_all = false;  // set -e somewhere
  bool nounset = false, pipefail = false;
  Tree tree;

  std::string_view slice(std::size_t begin, std::size_t end) const;
  // The operator of a node, such as "&&"; empty if it has none.
  std::string_view operation(const Node& node) const;
  // A statement as it was written, here documents included.
  std::string_view source(const Node& node) const;
};

// What a word says when it holds no expansion; unquoted patterns are none.
std::optional<std::string> literal(const Node& word);
// The same with patterns such as *.pid.
std::optional<std::string> literal_pattern(const Node& word);
// What stands between name and word in ${NAME:-word}, such as ":-"; empty if nothing does.
std::string_view expansion_operator(const Node& expansion, const Script& script);
// What the word is made of, when that is one thing alone, in quotes or not; null otherwise.
const Node* sole_part(const Node& word);
// The name of the only expansion that the word is made of: "$NAME", "${NAME}", "${NAME:-}".
std::optional<std::string> only_variable(const Node& word);

struct Simple {
  const Node* statement = nullptr;
  std::vector<const Node*> assignments, words, redirections;

  // The program's base name; empty when it is computed.
  std::string program() const;
  // The literal words, those that are none as "".
  std::vector<std::string> texts() const;
};
// A command, not a compound one, neither negated nor in the background.
std::optional<Simple> simple(const Node& statement);

// The command of a statement, such as an IfClause.
inline const Node* command_of(const Node& statement) {
  return statement.child("Cmd");
}

std::set<std::string> variables_read(const Node& node);
std::set<std::string> variables_set(const Node& node, const Script& script);
std::set<std::string> functions_called(const Node& node);

// How many statements there are: compound ones count their conditions and bodies, the rest counts one.
unsigned count_statements(const Node& node);

// Needs more than /bin/sh promises.
bool needs_bash(const Node& node, const Script& script);

}  // namespace jeden::import
