// Descriptors at the start of a program: 0, 1 and 2 are open, nothing else is passed on.
#pragma once

#include "base/fd.hpp"
#include "process/failure.hpp"

namespace jeden::process {

// The null device, close-on-exec. Without one (an empty root file system) it is the end of a pipe that reads
// as end of file and refuses writes with EBADF, as a closed descriptor does; nothing dies of SIGPIPE.
// Invalid, with errno set, when there is no descriptor left.
base::Fd open_null();

// Opens the null device on each of 0, 1 and 2 that is closed, so that no later file lands there.
Outcome open_standard_descriptors();

// Marks every open descriptor from `first` on close-on-exec, by close_range(2) (Linux 5.11), else by the
// entries of /proc/self/fd, else one by one up to the soft RLIMIT_NOFILE, at most 65536.
void close_on_exec_from(int first);

}  // namespace jeden::process
