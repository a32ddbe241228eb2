// shfmt reads the script: a shell's grammar is not to be guessed at. It runs as a child of `jeden import`, on
// a developer's machine; containers do not need it.
#pragma once

#include <string>
#include <string_view>

#include "import/node.hpp"

namespace jeden::import {

enum class Dialect : std::uint8_t { posix, bash };

struct Parsed {
  std::optional<Tree> tree;
  std::string failure;   // one sentence, if there is no tree
  unsigned line = 0;     // where the script is wrong; 0: it was never read
  bool missing = false;  // shfmt is not installed
};

Parsed parse(std::string_view script, Dialect dialect);

}  // namespace jeden::import
