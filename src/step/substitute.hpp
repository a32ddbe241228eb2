// The variables of a template, as envsubst(1) does it with a list: what is not in the list stays as it is
// written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeden::step {

struct Substituted {
  std::string text;
  std::string error;  // not empty: a variable that is not set, with its message
};

// ${NAME}, ${NAME:-default} and ${NAME:?message} as in an init.toml, where NAME is in `variables` (names or
// patterns such as APP_*). $NAME without braces and $$ are left alone, so that other languages keep theirs.
// Values are never looked at again; they come from this process's environment.
Substituted substitute(std::string_view text, const std::vector<std::string>& variables);

}  // namespace jeden::step
