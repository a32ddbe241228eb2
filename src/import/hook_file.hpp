// What a loop over the files of a directory does with one of them.
#pragma once

#include "import/importer.hpp"

namespace jeden::import {

// What is done with a file.
struct Handling {
  enum class Kind : std::uint8_t { ignore, execute, source, run } kind = Kind::ignore;
  std::vector<std::string> words;  // of run
  std::string decompress;
  bool by_path = false;        // run gets the name of the file, not what is in it
  bool if_executable = false;  // others are passed over
};

// None if the body of a loop, whose variable is `name`, does anything else.
std::optional<Handling> read_handling(const std::string& name, const std::vector<const Node*>& body,
                                      Importer& importer);
// As handlers of init.toml have it.
std::string handler_text(const Handling& handling, const Script& script);

}  // namespace jeden::import
