#include "probe/pace.hpp"

#include <algorithm>

namespace jeden::probe {

using base::Millis;

namespace {

constexpr int fraction = 40;
constexpr std::chrono::microseconds allowance{30'000};
constexpr int share = 160;  // a 160th of a processor

struct Bounds {
  Millis floor;
  Millis ceiling;
};

Bounds bounds(const PaceInput& input) {
  const bool cheap =
      input.reason == Reason::refused || input.reason == Reason::missing || input.reason == Reason::content;
  switch (input.place) {
    case PaceInput::Place::local:
      return cheap ? Bounds{Millis{2}, Millis{16}} : Bounds{Millis{4}, Millis{250}};
    case PaceInput::Place::watched: return {Millis{50}, Millis{500}};
    case PaceInput::Place::remote: break;
    case PaceInput::Place::command: return {Millis{20}, Millis{250}};
  }
  if (input.reason == Reason::dns || input.reason == Reason::auth) return {Millis{50}, Millis{1000}};
  return {Millis{4}, Millis{1000}};
}

}  // namespace

Millis next_delay(const PaceInput& input) {
  const auto [floor, ceiling] = bounds(input);
  const Millis delay = std::clamp(input.waited / fraction, floor, ceiling);
  const auto jitter = delay.count() / 5;
  if (jitter == 0) return delay;
  return delay - Millis{jitter} + Millis{static_cast<std::int64_t>(input.dice) % (jitter + 1)};
}

Millis connection_limit(Millis waited, Millis attempt) {
  return std::min(attempt, std::max(Millis{300}, waited / 2));
}

Millis affordable_at(std::chrono::microseconds used) {
  if (used <= allowance) return Millis{0};
  return std::chrono::duration_cast<Millis>((used - allowance) * share);
}

}  // namespace jeden::probe
