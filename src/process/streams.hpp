// Standard input, output and error of a program, as files.
#pragma once

#include "core/program.hpp"
#include "process/failure.hpp"

namespace jeden::process {

// Puts the streams on 0, 1 and 2 of the calling process. Files for output are opened for appending and
// created with mode 0666 under the umask; relative paths start at the current directory. Opening a FIFO waits
// for its other end, as in a shell.
Outcome redirect(const core::Stream& input, const core::Stream& output, const core::Stream& error);

}  // namespace jeden::process
