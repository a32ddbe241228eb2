#include "probe/wait.hpp"

#include <algorithm>

#include "probe/kind.hpp"
#include "probe/pace.hpp"
#include "probe/processor_time.hpp"

namespace jeden::probe {
namespace {

using base::Millis;

constexpr Millis same_reason_pause{1000};
constexpr Millis longest_economy{1000};  // for each wait that is not ready
constexpr Millis event_pause{5};         // a busy directory must not make us busy

}  // namespace

Wait::Wait(Waiter& waiter, uv_loop_t& loop, std::shared_ptr<const Target> target)
    : waiter_{waiter}, target_{std::move(target)}, prober_{make_prober(loop, target_)}, timer_{loop} {
  progress_.target = target_.get();
  reported_.fill(-same_reason_pause);
  if (const std::string path = prober_->watched_path(); !path.empty())
    watch_ = std::make_unique<PathWatch>(loop, path, [this] { changed(); });
}

void Wait::attempt() {
  timer_.stop();
  under_way_ = true;
  again_ = false;
  ++progress_.attempts;
  if (watch_) watch_->follow();
  prober_->begin(waiter_.limits(*target_), [this](Verdict verdict) { ended(std::move(verdict)); });
}

void Wait::stop() {
  stopped_ = true;
  timer_.stop();
  watch_.reset();
}

void Wait::interrupt() {
  progress_.after = waiter_.elapsed();
  if (under_way_ && progress_.verdict.reason == Reason::none) progress_.verdict = prober_->interrupted();
}

void Wait::changed() {
  if (under_way_)
    again_ = true;
  else if (!stopped_)
    timer_.start(event_pause, [this] { attempt(); });
}

void Wait::ended(Verdict verdict) {
  under_way_ = false;
  progress_.verdict = std::move(verdict);
  progress_.after = waiter_.elapsed();
  if (waiter_.is_over()) return;
  if (progress_.verdict.is_ready()) {
    stop();
    return waiter_.succeeded(*this);
  }
  if (progress_.verdict.reason > furthest_) {
    furthest_ = progress_.verdict.reason;
    advanced_ = progress_.after;
  }
  report();
  const bool once = waiter_.options().attempts == WaitOptions::Attempts::one;
  if (once || progress_.verdict.outcome == Outcome::hopeless) waiter_.despaired();
  if (waiter_.is_over()) return;
  if (once) return stop();
  timer_.start(again_ ? event_pause : delay(progress_.verdict), [this] { attempt(); });
}

// Two addresses that fail in turn must not fill the log: a reason is told again after a second at the
// earliest.
void Wait::report() {
  std::string reason = reason_text(progress_.verdict);
  Millis& last = reported_[static_cast<std::size_t>(progress_.verdict.reason)];
  if (reason == told_ || progress_.after - last < same_reason_pause) return;
  last = progress_.after;
  told_ = std::move(reason);
  waiter_.observer().pending(progress_);
}

Millis Wait::delay(const Verdict& verdict) const {
  if (waiter_.options().interval) return *waiter_.options().interval;
  const bool is_command = target_->kind->means == Means::command;
  const bool is_absent = verdict.reason == Reason::missing || verdict.reason == Reason::content;
  const auto place = watch_ && is_absent   ? PaceInput::Place::watched
                     : is_command          ? PaceInput::Place::command
                     : target_->is_local() ? PaceInput::Place::local
                                           : PaceInput::Place::remote;
  const Millis delay = next_delay({waiter_.elapsed() - advanced_, verdict.reason, place, waiter_.dice()});
  // What is costly once, such as reading all authorities, must not hold a wait up for long.
  const Millis longest = longest_economy * waiter_.unready();
  return std::max(delay, std::min(longest, affordable_at(processor_time()) - waiter_.elapsed()));
}

}  // namespace jeden::probe
