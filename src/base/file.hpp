// Whole small files by plain system calls: iostreams would add half a megabyte of locale code to a static
// binary.
#pragma once

#include <cstddef>
#include <string>
#include <system_error>

namespace jeden::base {

// Reads at most `limit` bytes. A directory gives is_a_directory, a longer file file_too_large. Never blocks
// on a FIFO without a writer.
std::error_code read_file(const std::string& path, std::string& content, std::size_t limit);

}  // namespace jeden::base
