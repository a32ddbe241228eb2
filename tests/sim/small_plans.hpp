// Plans that are small enough to be explored exhaustively, and together use everything that there is.
#pragma once

#include <vector>

#include "core/plan.hpp"

namespace jeden::sim {

struct SmallPlan {
  const char* name;
  core::Plan plan;
};

std::vector<SmallPlan> small_plans();

}  // namespace jeden::sim
