// The URL of a wait that asks what a command of the shell asks.
#pragma once

#include "import/importer.hpp"

namespace jeden::import {

// "postgres" for port 5432, "tcp" for one that says nothing.
std::string_view scheme_of_port(std::string_view port);

// The URL that a command of a wait loop stands for, exec:COMMAND if there is no better one; none if only a
// shell can run it (importer.why says why).
std::optional<std::string> probe_url(const Node& statement, Importer& importer);

}  // namespace jeden::import
