// Where a program's standard input, output and error go: descriptors for uv_spawn, opened anew for each
// start.
#pragma once

#include <array>
#include <string>

#include "base/fd.hpp"
#include "core/program.hpp"

namespace jeden::host {

struct OpenStreams {
  std::array<int, 3> descriptors{0, 1, 2};
  std::array<base::Fd, 3> owned;  // those of the above that have to be closed after the spawn
  // For an output that goes to a file: the reading end of the program's pipe and the file, for the relay; -1
  // otherwise.
  struct File {
    base::Fd pipe, file;
    const std::string* path = nullptr;
  };
  std::array<File, 2> files;  // standard output, standard error
};

// Relayed: files are written by a relay process, which can reopen them. Direct: the program gets the file
// itself.
enum class FileOutput : std::uint8_t { relayed, direct };

// errno, or 0; `error` is the sentence for the log. No descriptor outlives a failure.
int open_streams(const core::Program& program, FileOutput file_output, OpenStreams& streams,
                 std::string& error);

}  // namespace jeden::host
