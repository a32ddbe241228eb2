// The capability sets of the calling process (capabilities(7)), by the system calls themselves: no libcap.
#pragma once

#include "process/capabilities.hpp"
#include "process/failure.hpp"

namespace jeden::process {

// What the calling process may use.
CapabilitySet effective_capabilities();

// Drops everything else from the bounding set. Needs CAP_SETPCAP unless it is gone already.
Outcome limit_bounding_set(CapabilitySet keep);

// Lets the permitted set survive the change from root to another user; execve(2) ends that by itself.
Outcome keep_permitted_capabilities();

// Permitted, effective, inheritable and ambient set become exactly this. Capabilities that the process does
// not have, or that the kernel does not know, cannot be kept: EPERM.
Outcome set_capabilities(CapabilitySet wanted);

}  // namespace jeden::process
