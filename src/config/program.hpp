// The process keys that every program shares.
#pragma once

#include <optional>
#include <string>

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

// True when one of command, run and script is there, whatever is in it.
bool has_command(const Value& table);

}  // namespace jeden::config
