// Groups of hooks that are done once.
#pragma once

#include <vector>

#include "config/units.hpp"

namespace jeden::config {

// The two units of each [once.NAME]: the gate "once.NAME.lock", and the hook "once.NAME" that ends the group.
std::vector<Draft> read_groups(const Value& root, Loading& loading);

// Puts the gate before all hooks of its group and before the temporary services of these, and the end behind
// them. What comes after a hook of the group comes after its end, unless the group needs it. Expects
// Unit::after to be resolved.
void resolve_groups(std::vector<Draft>& drafts, Faults& faults);

}  // namespace jeden::config
