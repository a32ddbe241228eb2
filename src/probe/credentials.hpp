// Users and passwords that a URL does not name itself.
#pragma once

#include <string>

#include "probe/target.hpp"

namespace jeden::probe {

// The URL's own user, then the one that the protocol's clients take from the environment.
void find_user(Target& target, const Sources& sources);

// The URL's own password, then what its parameters name, then what the protocol's clients read. Empty, or
// what is wrong; that there is none is not.
std::string find_password(Target& target, const Sources& sources);

}  // namespace jeden::probe
