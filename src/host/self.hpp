// Where jeden's own binary is, to be started again as a wait, a relay, or the step between fork and exec.
#pragma once

#include <string>

namespace jeden::host {

// /proc/self/exe where that works: it names the file that runs, whatever happens to its path. Without a /proc
// (or with one of another PID namespace) the path that execve(2) was given, made absolute. Call it before any
// chdir.
std::string own_binary();

}  // namespace jeden::host
