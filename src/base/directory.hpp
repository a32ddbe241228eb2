// The names in a directory.
#pragma once

#include <string>
#include <vector>

namespace jeden::base {

// All of them but "." and "..", sorted, so that what is done with them has an order. 0, or errno; then some
// names may have been read.
int read_names(const std::string& path, std::vector<std::string>& names);
// Of an open directory, which stays open and where it was.
int read_names(int directory, std::vector<std::string>& names);

}  // namespace jeden::base
