// What Kubernetes shows as the reason of a failure: one line, in a file that somebody else has made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"

namespace jeden::tools {

// Writes nothing for a success, and nothing when the file does not exist.
void write_termination_log(const std::string& path, int code, std::string_view reason);
// "file:line:column: message", and how many more there are.
std::string first_error(const std::vector<config::Diagnostic>& diagnostics);

}  // namespace jeden::tools
