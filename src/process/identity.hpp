// User, group and supplementary groups of the calling process.
#pragma once

#include <cstdint>

#include "core/program.hpp"
#include "process/failure.hpp"

namespace jeden::process {

// Real, effective and saved ids are all the wanted ones.
bool is_current(const core::Identity& identity);

// Root, or somebody with CAP_SETUID and CAP_SETGID. Root without them counts as well: that it cannot drop its
// rights has to be an error.
bool may_change_user();

// Groups first, then the group, then the user: afterwards there is no right to do the rest.
Outcome set_identity(const core::Identity& identity);

// Fails when a call that should be refused by now gives root back; `capabilities` (bits by number) may hold
// SETUID and SETGID, which allow it on purpose.
Outcome check_that_root_is_gone(const core::Identity& identity, std::uint64_t capabilities);

}  // namespace jeden::process
