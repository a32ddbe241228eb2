// A path out of several, some of which may be patterns.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace jeden::config {

// The first path that is there; of a pattern (glob(7)) the first match in the order of the alphabet. `root`
// is put before each and is not part of the answer.
std::optional<std::string> first_found(const std::vector<std::string>& patterns, const std::string& root);

}  // namespace jeden::config
