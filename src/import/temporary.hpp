// A server that the script starts, waits for, uses and stops again before the program starts.
#pragma once

#include "import/importer.hpp"

namespace jeden::import {

// The statements of `list` from `at` on, if they are that: how many of them; 0 if they are something else.
std::size_t recognise_temporary(const std::vector<const Node*>& list, std::size_t at, Importer& importer,
                                const Context& context);
// Whether one of the statements starts such a server.
bool starts_temporary(const std::vector<const Node*>& list);

}  // namespace jeden::import
