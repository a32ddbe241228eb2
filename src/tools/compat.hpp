// The command lines of the inits that jeden replaces, spoken when it is called by their names.
#pragma once

#include <optional>

namespace jeden::tools {

// The exit code, when argv[0]'s base name is tini, docker-init, dumb-init, catatonit or podman-init; none
// otherwise.
std::optional<int> run_as_called(int count, char** words);

}  // namespace jeden::tools
