// Programs that stand before the program: gosu app, setpriv ..., tini --, env NAME=value, exec.
#pragma once

#include "import/importer.hpp"

namespace jeden::import {

struct Program {
  std::vector<const Node*> words;  // what is left
  std::vector<std::string> text;   // instead of words: what su -c says, split
  std::string user;                // as init.toml has it
  Keys environment;                // of env NAME=value
  bool exec = false;
  bool all_arguments = false;  // "$@" is the rest of the words
  bool again = false;          // the script itself is run again
  bool unquoted_arguments = false;
};

// None if it cannot be taken apart (importer.why).
std::optional<Program> take_program(const Simple& command, Importer& importer);

// The words of a program for init.toml; "$@" at the end is left out (all_arguments).
std::optional<std::vector<std::string>> words_of(Program& program, Importer& importer);

}  // namespace jeden::import
