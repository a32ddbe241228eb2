// The shutdown's time: what each stage wants, what it is guaranteed, and when it must be over, so that
// everything ends within one grace.
#pragma once

#include <optional>
#include <vector>

#include "core/plan.hpp"

namespace jeden::core {

enum class BudgetStage : std::uint8_t { drain, stop_hooks, main, services, strays, end_hooks };

struct BudgetRow {
  BudgetStage stage = BudgetStage::main;
  unsigned level = 0;          // services: 0 stops first; nobody of this level is needed by a later one
  std::optional<Millis> want;  // the worst case by the plan; none: takes what it gets
  Millis least{0};             // what it keeps even when everything before it hangs
  Millis latest{0};            // after the stop was asked for: over by then, at the latest
  Millis kill_wait{0};         // the last part of that, between SIGKILL and giving up
  Millis stop_wait{0};         // end hooks: the part before that, between their stop signal and SIGKILL
};

struct Budget {
  Millis grace{0};
  Millis margin{0};                     // kept free for jeden's own exit
  std::vector<BudgetRow> rows;          // in the order in which the stages happen
  std::vector<unsigned> service_level;  // by unit; only meaningful for services
  Millis worst_case{0};  // the sum of what the stages want, with `least` for those that take what they get
  bool fits = true;      // worst_case plus margin is within grace

  const BudgetRow& row(BudgetStage stage, unsigned level = 0) const;
};

// The rule. A stage that is over early leaves its time to the later ones. When everything fits, later stages
// keep all that they want; when it does not, each keeps its `least`, and the earlier stages are cut.
Budget plan_budget(const Plan& plan);

// How long a hook that overran its timeout, or was told to stop, has until it is killed.
inline constexpr Millis hook_kill_wait{2'000};
// How long the command that is a hook's condition has for its answer.
inline constexpr Millis condition_limit{60'000};
// Until the question whether a program is ready, which could not be put, is put again.
inline constexpr Millis probe_again{1'000};
// How long SIGKILL is given to take effect, at most. What is still there then hangs in the kernel, and the
// later stages go on without it.
inline constexpr Millis longest_kill_wait{200};
// The longest wait that begins after a stop was asked for twice.
inline constexpr Millis hurried_wait{1'000};

}  // namespace jeden::core
