// Random plans, of the shapes that the configuration can produce, and rather too many of the strange ones.
#pragma once

#include <string>

#include "core/plan.hpp"
#include "random.hpp"

namespace jeden::sim {

core::Plan random_plan(std::uint64_t seed);

// For the transcript of a life that failed.
std::string describe(const core::Plan& plan);

}  // namespace jeden::sim
