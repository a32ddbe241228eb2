// How often memory was asked for. Linking allocations.cpp replaces the global operator new.
#pragma once

#include <cstddef>

namespace jeden::sim {

std::size_t allocations();

}  // namespace jeden::sim
