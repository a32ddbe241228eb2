// The words of mkdir, chown, rm and the like.
#pragma once

#include "import/importer.hpp"

namespace jeden::import {

struct Command {
  std::string flags;  // letters of short options, without values
  std::vector<const Node*> operands;
  std::map<char, const Node*> values;
};

// Options of one letter; those in `with_value` take the next word. None for anything else.
std::optional<Command> options(const Simple& simple, std::string_view known, std::string_view with_value);
bool has(const Command& command, char flag);

// "0750"; none for a mode in letters.
std::optional<std::string> mode_of(const Node& word);
// "user", "user:group" as init.toml has it; "user:" is the user with its group.
std::optional<std::string> owner_of(const Node& word, Importer& importer);
// Paths outside of quotes are taken as one word: no path of an image holds blanks on purpose.
std::optional<std::vector<std::string>> paths_of(const std::vector<const Node*>& words, Importer& importer);
// The words of PROGRAM in a value that is $(PROGRAM WORD...) and nothing else; none if only a shell could run
// it.
std::optional<std::vector<std::string>> asked_program(const Node& value, Importer& importer);

}  // namespace jeden::import
