// Finds a program as execvp(3) does.
#pragma once

#include <optional>
#include <string>

#include "config/environment.hpp"

namespace jeden::config {

// The path of an executable file, without `root`; nullopt when there is none. A name with a slash is looked
// at as it is; empty and relative parts of PATH are left out.
std::optional<std::string> search_path(const std::string& name, const Environment& environment,
                                       const std::string& root);

}  // namespace jeden::config
