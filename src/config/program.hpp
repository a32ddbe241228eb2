// The process keys that every program shares.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/program.hpp"

namespace jeden::config {

struct Role {
  std::string title;       // "[main]", "hook migrate"
  core::Stream::To input;  // what standard input is unless the table says
};

// Words, environment and settings. The words are empty when the table has no command.
core::Program read_program(const Value& table, const Role& role, Loading& loading);

// While an image is checked: warns when the first of the words cannot be found. A relative path is not looked
// for, since it starts in the program's working directory.
void check_words(const std::vector<std::string>& words, const Value& value, const Environment& environment,
                 Loading& loading);

// True when one of command, run and script is there, whatever is in it.
bool has_command(const Value& table);

}  // namespace jeden::config
