// Time as the core sees it: points that it is given, never a clock that it could read.
#pragma once

#include <chrono>
#include <optional>

#include "base/duration.hpp"

namespace jeden::core {

struct LoopClock {  // has no now(): the core cannot ask what time it is
  using duration = base::Millis;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<LoopClock>;
  static constexpr bool is_steady = true;
};
using Instant = LoopClock::time_point;

// None is later than any.
inline std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  return a && (!b || *a < *b) ? a : b;
}

}  // namespace jeden::core
