// Whole small files by plain system calls: iostreams would add half a megabyte of locale code to a static
// binary.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

#include "base/duration.hpp"

namespace jeden::base {

// Reads at most `limit` bytes. A directory gives is_a_directory, a longer file file_too_large. Never blocks
// on a FIFO without a writer: it counts as empty. With `patience` a pipe or a FIFO is read to its end, and a
// silence of that length gives timed_out.
std::error_code read_file(const std::string& path, std::string& content, std::size_t limit,
                          Millis patience = Millis{0});

// For what people hand over by a pipe, such as <(command) in a shell.
inline constexpr Millis pipe_patience{5'000};

// Writes all of it, also to what takes a part at a time. 0, or errno.
int write_all(int descriptor, std::string_view bytes);

}  // namespace jeden::base
