// What could not be done to a process, and why.
#pragma once

#include <optional>
#include <string>

namespace jeden::process {

struct Failure {
  std::string what;  // completes "cannot ...": "set the groups"
  int error = 0;     // errno
  std::string hint;  // what would have been needed; may be empty

  // "cannot set the groups: Operation not permitted (this needs CAP_SETGID)"
  std::string message() const;
};

// Empty when everything was done.
using Outcome = std::optional<Failure>;

// The text of an errno value, without a locale.
std::string error_text(int error);

}  // namespace jeden::process
