// What a condition of the shell asks, as far as init.toml can ask it.
#pragma once

#include "import/importer.hpp"

namespace jeden::import {

struct Conditions {
  std::vector<std::pair<std::string, std::string>> list;
  bool root = false, own_program = false, no_arguments = false, some_arguments = false, flag = false,
       not_root = false;
  bool unknown_word = false;          // what is no program
  std::vector<std::string> suffixes;  // words that end so
  bool about_files = false;           // may change while the script runs
  std::string program;
  std::string second;  // the word that has to come after it
};

// None, and importer.why, if only a shell can ask it.
std::optional<Conditions> read_conditions(const Node& statement, Importer& importer);

}  // namespace jeden::import
