// Who waits for whom.
#pragma once

#include <vector>

#include "config/units.hpp"

namespace jeden::config {

// Fills Unit::after. A hook waits for the hook before it of the same stage, a service for nothing, main for
// every start hook and every service; the key `after` replaces that by exactly the units it names. Names that
// are used twice, that do not exist or can never be waited for, and cycles are reported.
void resolve_order(std::vector<Draft>& drafts, Faults& faults);

}  // namespace jeden::config
