#include "probe/waiter.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <random>

#include "probe/handle.hpp"
#include "probe/kind.hpp"
#include "probe/pace.hpp"
#include "probe/path_watch.hpp"
#include "probe/prober.hpp"
#include "probe/processor_time.hpp"

namespace jeden::probe {
namespace {

using base::Millis;

constexpr Millis default_attempt{5000};
constexpr Millis default_command{30'000};
constexpr Millis heartbeat{10'000};
constexpr Millis live_interval{250};
constexpr Millis same_reason_pause{1000};
constexpr Millis longest_economy{1000};  // for each wait that is not ready
constexpr Millis event_pause{5};         // a busy directory must not make us busy
constexpr std::size_t reasons = static_cast<std::size_t>(Reason::auth) + 1;

class Waiter;

// One dependency with its timer, its watch and what was last said about it.
class Wait {
 public:
  Wait(Waiter& waiter, uv_loop_t& loop, std::shared_ptr<const Target> target);

  void attempt();
  void stop();
  // The time has run out: what was under way at the very first attempt is the reason.
  void interrupt();
  const Progress& progress() const { return progress_; }
  Progress& progress() { return progress_; }
  bool is_ready() const { return progress_.verdict.is_ready(); }

 private:
  void ended(Verdict verdict);
  void report();
  Millis delay(const Verdict& verdict) const;
  void changed();

  Waiter& waiter_;
  std::shared_ptr<const Target> target_;
  Progress progress_;
  std::unique_ptr<Prober> prober_;
  std::unique_ptr<PathWatch> watch_;
  Timer timer_;
  bool under_way_ = false;
  bool again_ = false;  // something changed during the attempt
  bool stopped_ = false;
  Reason furthest_ = Reason::none;          // the highest so far
  Millis advanced_{0};                      // when it was reached
  std::string told_;                        // the reason of the last report
  std::array<Millis, reasons> reported_{};  // when each was reported last
};

class Waiter {
 public:
  Waiter(uv_loop_t& loop, std::span<const std::shared_ptr<const Target>> targets, const WaitOptions& options,
         WaitObserver& observer)
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

  void run() {
    for (const auto& wait : waits_) observer_.started(wait->progress());
    if (options_.timeout) deadline_.start(*options_.timeout, [this] { give_up(WaitResult::End::timed_out); });
    beat();
    tick();
    for (const auto& wait : waits_)
      if (!over_) wait->attempt();
    if (!over_) ::uv_run(&loop_, UV_RUN_DEFAULT);
  }

  WaitResult result() {
    result_.after = elapsed();
    for (const auto& wait : waits_) result_.waits.push_back(wait->progress());
    return result_;
  }

  Millis elapsed() const { return Millis{static_cast<std::int64_t>((::uv_hrtime() - started_) / 1'000'000)}; }
  const WaitOptions& options() const { return options_; }
  WaitObserver& observer() { return observer_; }
  std::uint32_t dice() { return static_cast<std::uint32_t>(random_()); }
  bool is_over() const { return over_; }
  std::int64_t unready() const {
    return std::count_if(waits_.begin(), waits_.end(), [](const auto& one) { return !one->is_ready(); });
  }

  Limits limits(const Target& target) const {
    Limits limits;
    const bool is_command = target.kind->means == Means::command;
    limits.attempt = options_.attempt.value_or(is_command ? default_command : default_attempt);
    if (options_.timeout)
      limits.attempt = std::clamp(*options_.timeout - elapsed(), Millis{1}, limits.attempt);
    limits.connection = connection_limit(elapsed(), limits.attempt);
    return limits;
  }

  void succeeded(const Wait& wait) {
    observer_.succeeded(wait.progress());
    const bool enough =
        options_.enough == WaitOptions::Enough::any ||
        std::all_of(waits_.begin(), waits_.end(), [](const auto& one) { return one->is_ready(); });
    if (enough) end(WaitResult::End::ready);
  }

  // One that can be without hope does not end a wait for any of several.
  void despaired() {
    if (options_.hopeless == WaitOptions::Hopeless::retry) return;
    const auto is_hopeless = [](const auto& one) {
      return one->progress().verdict.outcome == Outcome::hopeless;
    };
    const bool all = options_.enough == WaitOptions::Enough::all;
    if (all || std::all_of(waits_.begin(), waits_.end(), is_hopeless)) give_up(WaitResult::End::hopeless);
  }

 private:
  void watch_signal(int signal) {
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

  void beat() {
    heartbeat_.start(heartbeat, [this] {
      for (const auto& wait : waits_) {
        if (wait->is_ready()) continue;
        wait->progress().after = elapsed();
        observer_.pending(wait->progress());
      }
      beat();
    });
  }

  void tick() {
    if (!observer_.wants_ticks()) return;
    std::vector<Progress> all;
    for (const auto& wait : waits_) all.push_back(wait->progress());
    observer_.ticked(all, elapsed());
    live_.start(live_interval, [this] { tick(); });
  }

  void give_up(WaitResult::End end_state) {
    for (const auto& wait : waits_) {
      if (wait->is_ready()) continue;
      wait->interrupt();
      observer_.failed(wait->progress());
    }
    end(end_state);
  }

  void end(WaitResult::End end_state) {
    if (over_) return;
    over_ = true;
    result_.end = end_state;
    for (const auto& wait : waits_) wait->stop();
    ::uv_stop(&loop_);
  }

  const WaitOptions& options_;
  WaitObserver& observer_;
  uv_loop_t& loop_;
  std::uint64_t started_;
  Timer deadline_;
  Timer heartbeat_;
  Timer live_;
  std::vector<std::unique_ptr<Handle<uv_signal_t>>> signals_;
  std::vector<std::unique_ptr<Wait>> waits_;
  std::minstd_rand random_{static_cast<std::minstd_rand::result_type>(::uv_hrtime())};
  WaitResult result_;
  bool over_ = false;
};

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
  if (progress_.verdict.outcome == Outcome::hopeless) waiter_.despaired();
  if (waiter_.is_over()) return;
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

}  // namespace

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
