#include "probe/waiter.hpp"

#include <algorithm>
#include <csignal>

#include "probe/kind.hpp"
#include "probe/pace.hpp"
#include "probe/wait.hpp"

namespace jeden::probe {
namespace {

using base::Millis;

constexpr Millis default_attempt{5000};
constexpr Millis default_command{30'000};
constexpr Millis heartbeat{10'000};
constexpr Millis live_interval{250};

}  // namespace

Waiter::Waiter(uv_loop_t& loop, std::span<const std::shared_ptr<const Target>> targets,
               const WaitOptions& options, WaitObserver& observer)
    : options_{options},
      observer_{observer},
      loop_{loop},
      started_{::uv_hrtime()},
      deadline_{loop},
      heartbeat_{loop},
      live_{loop} {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) watch_signal(signal);
  for (const auto& target : targets) waits_.push_back(std::make_unique<Wait>(*this, loop, target));
}

void Waiter::run() {
  for (const auto& wait : waits_) observer_.started(wait->progress());
  if (options_.timeout) deadline_.start(*options_.timeout, [this] { give_up(WaitResult::End::timed_out); });
  beat();
  tick();
  for (const auto& wait : waits_)
    if (!over_) wait->attempt();
  if (!over_) ::uv_run(&loop_, UV_RUN_DEFAULT);
}

WaitResult Waiter::result() {
  result_.after = elapsed();
  for (const auto& wait : waits_) result_.waits.push_back(wait->progress());
  return result_;
}

Millis Waiter::elapsed() const {
  return Millis{static_cast<std::int64_t>((::uv_hrtime() - started_) / 1'000'000)};
}

std::int64_t Waiter::unready() const {
  return std::count_if(waits_.begin(), waits_.end(), [](const auto& one) { return !one->is_ready(); });
}

Limits Waiter::limits(const Target& target) const {
  Limits limits;
  const bool is_command = target.kind->means == Means::command;
  limits.attempt = options_.attempt.value_or(is_command ? default_command : default_attempt);
  if (options_.timeout) limits.attempt = std::clamp(*options_.timeout - elapsed(), Millis{1}, limits.attempt);
  const bool once = options_.attempts == WaitOptions::Attempts::one;
  limits.connection = once ? limits.attempt : connection_limit(elapsed(), limits.attempt);
  return limits;
}

void Waiter::succeeded(const Wait& wait) {
  observer_.succeeded(wait.progress());
  const bool enough =
      options_.enough == WaitOptions::Enough::any ||
      std::all_of(waits_.begin(), waits_.end(), [](const auto& one) { return one->is_ready(); });
  if (enough) end(WaitResult::End::ready);
}

// One that can be without hope does not end a wait for any of several.
void Waiter::despaired() {
  const bool once = options_.attempts == WaitOptions::Attempts::one;
  if (options_.hopeless == WaitOptions::Hopeless::retry && !once) return;
  const auto is_hopeless = [once](const auto& one) {
    return once ? one->has_tried() : one->progress().verdict.outcome == Outcome::hopeless;
  };
  const bool all = options_.enough == WaitOptions::Enough::all;
  if (all || std::all_of(waits_.begin(), waits_.end(), is_hopeless)) give_up(WaitResult::End::hopeless);
}

void Waiter::watch_signal(int signal) {
  signals_.push_back(std::make_unique<Handle<uv_signal_t>>(
      this, [this](uv_signal_t* one) { return ::uv_signal_init(&loop_, one); }));
  ::uv_signal_start(
      signals_.back()->get(),
      [](uv_signal_t* handle, int number) {
        if (handle->data == nullptr) return;
        auto& self = *static_cast<Waiter*>(handle->data);
        self.result_.signal = number;
        self.end(WaitResult::End::signalled);
      },
      signal);
}

void Waiter::beat() {
  heartbeat_.start(heartbeat, [this] {
    for (const auto& wait : waits_) {
      if (wait->is_ready()) continue;
      wait->progress().after = elapsed();
      observer_.pending(wait->progress());
    }
    beat();
  });
}

void Waiter::tick() {
  if (!observer_.wants_ticks()) return;
  std::vector<Progress> all;
  for (const auto& wait : waits_) all.push_back(wait->progress());
  observer_.ticked(all, elapsed());
  live_.start(live_interval, [this] { tick(); });
}

void Waiter::give_up(WaitResult::End end_state) {
  for (const auto& wait : waits_) {
    if (wait->is_ready()) continue;
    wait->interrupt();
    observer_.failed(wait->progress());
  }
  end(end_state);
}

void Waiter::end(WaitResult::End end_state) {
  if (over_) return;
  over_ = true;
  result_.end = end_state;
  for (const auto& wait : waits_) wait->stop();
  ::uv_stop(&loop_);
}

WaitResult wait_for(std::span<const std::shared_ptr<const Target>> targets, const WaitOptions& options,
                    WaitObserver& observer) {
  uv_loop_t loop;
  ::uv_loop_init(&loop);
  WaitResult result;
  {
    Waiter waiter{loop, targets, options, observer};
    waiter.run();
    result = waiter.result();
  }
  // The close callbacks; a wait that ended before the loop ran has left its stop behind, which ends the first
  // run.
  while (::uv_loop_close(&loop) == UV_EBUSY) ::uv_run(&loop, UV_RUN_DEFAULT);
  return result;
}

}  // namespace jeden::probe
