#include "host/schedule.hpp"

#include <sys/random.h>

#include <algorithm>

#include "base/cron.hpp"

namespace jeden::host {
namespace {

core::Millis random_below(core::Millis most) {
  std::uint64_t number = 0;
  if (most.count() <= 0 || ::getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number)
    return core::Millis{0};
  return core::Millis{static_cast<std::int64_t>(number % static_cast<std::uint64_t>(most.count()))};
}

}  // namespace

core::Millis next_run(const core::Schedule& schedule, core::Millis since, std::time_t now) {
  const core::Millis jitter = random_below(schedule.jitter);
  if (schedule.every.count() > 0)
    return std::max(core::Millis{0}, schedule.every - std::max(core::Millis{0}, since)) + jitter;
  constexpr std::time_t a_day = 86'400;  // the expression was checked, so that this is never needed
  return core::Millis{(base::next_cron(schedule.cron, now).value_or(now + a_day) - now) * 1000} + jitter;
}

}  // namespace jeden::host
