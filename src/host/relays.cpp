#include "host/relays.hpp"

#include <algorithm>
#include <utility>

namespace jeden::host {
namespace {

// One that has run for so long was well.
constexpr std::uint64_t well_after_ms = 10'000;
constexpr unsigned most_deaths = 8;
constexpr std::uint64_t first_pause_ms = 500;

}  // namespace

std::optional<std::uint64_t> relay_pause_ms(unsigned deaths) noexcept {
  if (deaths >= most_deaths) return std::nullopt;
  return deaths <= 1 ? 0 : first_pause_ms << (deaths - 2);
}

int Relays::open(uv_loop_t* loop) noexcept {
  loop_ = loop;
  if (const int error = uv_timer_init(loop, timer_.raw())) return -error;
  timer_.opened(this);
  return 0;
}

void Relays::keep(RunningRelay relay) {
  if (!relay.inputs[0] && !relay.inputs[1]) return;
  relay.since_ms = uv_now(loop_);
  relays_.push_back(std::move(relay));
}

const RunningRelay* Relays::find(pid_t pid) const noexcept {
  const auto found = std::find_if(relays_.begin(), relays_.end(),
                                  [pid](const RunningRelay& relay) { return relay.pid == pid; });
  return found != relays_.end() && pid > 0 ? &*found : nullptr;
}

void Relays::ended(pid_t pid) noexcept {
  std::erase_if(relays_, [pid](const RunningRelay& relay) { return relay.pid == pid; });
}

void Relays::died(pid_t pid) noexcept {
  for (RunningRelay& relay : relays_) {
    if (relay.pid != pid) continue;
    if (uv_now(loop_) - relay.since_ms >= well_after_ms) relay.deaths = 0;
    relay.pid = 0;
    start_again(relay);
    break;
  }
  look();
}

// Sets the time of the next try; the first one is now.
void Relays::start_again(RunningRelay& relay) noexcept {
  ++relay.deaths;
  relay.since_ms = uv_now(loop_) + relay_pause_ms(relay.deaths).value_or(0);
}

void Relays::look() noexcept {
  for (RunningRelay& relay : relays_) {
    if (relay.pid != 0 || !relay_pause_ms(relay.deaths) || relay.since_ms > uv_now(loop_)) continue;
    sink_->relay_due(relay);
    if (relay.pid == 0)
      start_again(relay);
    else
      relay.since_ms = uv_now(loop_);
  }
  std::erase_if(relays_, [this](const RunningRelay& relay) {
    const bool gone = relay.pid == 0 && !relay_pause_ms(relay.deaths);
    if (gone) sink_->relay_given_up(relay);
    return gone;
  });
  arm();
}

void Relays::arm() noexcept {
  std::uint64_t next = UINT64_MAX;
  for (const RunningRelay& relay : relays_)
    if (relay.pid == 0) next = std::min(next, relay.since_ms);
  if (!timer_.is_open()) return;
  if (next == UINT64_MAX) {
    uv_timer_stop(timer_.raw());
    return;
  }
  const std::uint64_t now = uv_now(loop_);
  uv_timer_start(
      timer_.raw(), [](uv_timer_t* timer) { Handle<uv_timer_t>::owner_of<Relays>(timer).look(); },
      next > now ? next - now : 0, 0);
}

void Relays::close() noexcept {
  forget();
  timer_.close();
}

}  // namespace jeden::host
