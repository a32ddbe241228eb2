// What wait_for() is made of: one Wait for each dependency, and the Waiter around them.
#pragma once

#include <uv.h>

#include <array>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "probe/handle.hpp"
#include "probe/path_watch.hpp"
#include "probe/prober.hpp"
#include "probe/waiter.hpp"

namespace jeden::probe {

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
  bool has_tried() const { return progress_.attempts > 0 && !under_way_; }

 private:
  static constexpr std::size_t reasons = static_cast<std::size_t>(Reason::auth) + 1;

  void ended(Verdict verdict);
  void report();
  base::Millis delay(const Verdict& verdict) const;
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
  Reason furthest_ = Reason::none;                // the highest so far
  base::Millis advanced_{0};                      // when it was reached
  std::string told_;                              // the reason of the last report
  std::array<base::Millis, reasons> reported_{};  // when each was reported last
};

class Waiter {
 public:
  Waiter(uv_loop_t& loop, std::span<const std::shared_ptr<const Target>> targets, const WaitOptions& options,
         WaitObserver& observer);

  void run();
  WaitResult result();

  // What a wait asks.
  base::Millis elapsed() const;
  const WaitOptions& options() const { return options_; }
  WaitObserver& observer() { return observer_; }
  std::uint32_t dice() { return static_cast<std::uint32_t>(random_()); }
  bool is_over() const { return over_; }
  std::int64_t unready() const;
  Limits limits(const Target& target) const;

  // What a wait tells. Either may end all of them.
  void succeeded(const Wait& wait);
  void despaired();

 private:
  void watch_signal(int signal);
  void beat();
  void tick();
  void give_up(WaitResult::End end_state);
  void end(WaitResult::End end_state);

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

}  // namespace jeden::probe
