// Descriptors at the start of a program: 0, 1 and 2 are open, nothing else is passed on.
#pragma once

#include "process/failure.hpp"

namespace jeden::process {

// Opens the null device on each of 0, 1 and 2 that is closed, so that no later file lands there. Without a
// null device (an empty root file system) the end of a pipe is used that reads as end of file and refuses
// writes with EBADF, which is what the closed descriptor would have done.
Outcome open_standard_descriptors();

// Marks every open descriptor from `first` on close-on-exec, by close_range(2) (Linux 5.11), else by the
// entries of /proc/self/fd, else one by one up to the soft RLIMIT_NOFILE, at most 65536.
void close_on_exec_from(int first);

}  // namespace jeden::process
