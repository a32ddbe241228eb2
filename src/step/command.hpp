// Programs that a step runs. They stay in this process's group, so that a stop reaches them too.
#pragma once

#include <string>
#include <vector>

#include "core/exit_status.hpp"

namespace jeden::step {

using Words = std::vector<std::string>;

// Runs a program, looked up in PATH, and waits for its end. Its standard input is `input`, or nothing when
// that is negative; it writes to where this process does. One that cannot be started ends with 126 or 127.
core::ExitStatus run_command(const Words& words, int input = -1);

// The first reads `input`, and the second what the first writes. The status is the second's unless it ended
// well: then the first's, which may have been ended by SIGPIPE.
core::ExitStatus run_pair(const Words& first, const Words& second, int input);

// "ended with code 3", "was ended by SIGTERM", "ended with code 127: a program is not found".
std::string how_ended(core::ExitStatus status);

}  // namespace jeden::step
