// The parts of `jeden exec` that read the user database, and its help.
#pragma once

#include <string>

#include "core/program.hpp"
#include "process/environment.hpp"
#include "process/request.hpp"

namespace jeden::tools {

// Looks up --user and --groups into settings.identity; HOME, USER and LOGNAME follow --user unless it names a
// group only. Empty, or what is wrong.
std::string identify(const process::Request& request, core::Settings& settings,
                     process::Environment& environment);

// Prints the help to standard output and returns the exit code.
int exec_help();

}  // namespace jeden::tools
