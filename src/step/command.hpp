// Programs that a step runs.
#pragma once

#include <string>
#include <vector>

#include "core/exit_status.hpp"

namespace jeden::step {

// Runs a program, looked up in PATH, with nothing on its standard input, and waits for its end. It writes to
// where this process does. One that cannot be started ends with 126 or 127.
core::ExitStatus run_command(const std::vector<std::string>& words);

}  // namespace jeden::step
