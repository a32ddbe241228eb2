// The subcommands. Each gets the words after its name and returns the exit code of the process.
#pragma once

#include <span>
#include <string_view>

namespace jeden::tools {

using Arguments = std::span<const std::string_view>;  // every word is NUL-terminated: it comes from argv

int check(Arguments arguments);  // check.cpp
int exec(Arguments arguments);   // exec.cpp
int run(Arguments arguments);    // run.cpp: be the init
int wait(Arguments arguments);   // wait.cpp

}  // namespace jeden::tools
