#include "core/budget.hpp"

#include <algorithm>
#include <cstdint>

namespace jeden::core {
namespace {

constexpr Millis for_ever = std::chrono::hours{24 * 365 * 100};

// The worst case of one hook; none when it has no limit. Beyond `for_ever` nobody counts.
std::optional<Millis> hook_wants(const Unit& unit) {
  if (unit.skip) return Millis{0};
  if (!unit.timeout) return std::nullopt;
  const auto times = [](Millis each, std::uint64_t number) {
    return number != 0 && each > for_ever / static_cast<std::int64_t>(number)
               ? for_ever
               : each * static_cast<std::int64_t>(number);
  };
  const std::uint64_t attempts = std::uint64_t{unit.retries} + 1;
  Millis sum = times(*unit.timeout + hook_kill_wait, attempts);
  if (unit.condition) sum += std::min(condition_limit, *unit.timeout);
  Millis pause = std::min(unit.backoff, unit.backoff_max);
  std::uint64_t left = unit.retries;
  for (; left > 0 && pause < unit.backoff_max && pause.count() > 0; --left) {
    sum += pause;
    pause = std::min(pause * 2, unit.backoff_max);
  }
  return std::min(for_ever, sum + times(pause, left));
}

// The longest chain through the hooks of a stage.
std::optional<Millis> hooks_want(const Plan& plan, Stage stage) {
  std::vector<Millis> wants(plan.units.size(), Millis{0}), done = wants;
  const auto counts = [&](std::size_t i) {
    return plan.units[i].kind == UnitKind::hook && plan.units[i].stage == stage;
  };
  for (std::size_t i = 0; i < plan.units.size(); ++i) {
    if (!counts(i)) continue;
    const auto want = hook_wants(plan.units[i]);
    if (!want) return std::nullopt;
    wants[i] = *want;
  }
  // `after` has no cycles, so that as many rounds as there are units settle every chain.
  Millis longest{0};
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < plan.units.size(); ++i) {
      if (!counts(i)) continue;
      Millis begin{0};
      for (const UnitId before : plan.units[i].after) begin = std::max(begin, done[before]);
      const Millis end = std::min(for_ever, begin + wants[i]);
      if (end == done[i]) continue;
      done[i] = end;
      longest = std::max(longest, end);
      changed = true;
    }
  }
  return longest;
}

bool has_hooks(const Plan& plan, Stage stage) {
  return std::any_of(plan.units.begin(), plan.units.end(), [stage](const Unit& unit) {
    return unit.kind == UnitKind::hook && unit.stage == stage && !unit.skip;
  });
}

std::optional<Millis> stop_wants(const Unit& unit) {
  Millis sum{0};
  for (const StopStep& step : unit.stop) {
    if (!step.wait && step.signal != 9) return std::nullopt;
    sum += step.wait.value_or(Millis{0});
  }
  return sum;
}

// A service's level is one more than the highest of those services that need it: dependants stop first.
std::vector<unsigned> service_levels(const Plan& plan) {
  std::vector<unsigned> level(plan.units.size(), 0);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < plan.units.size(); ++i) {
      if (plan.units[i].kind != UnitKind::service) continue;
      for (const UnitId needed : plan.units[i].after) {
        if (plan.units[needed].kind != UnitKind::service || level[needed] > level[i]) continue;
        level[needed] = level[i] + 1;
        changed = true;
      }
    }
  }
  return level;
}

void add_services(const Plan& plan, Budget& budget) {
  unsigned levels = 0;
  for (std::size_t i = 0; i < plan.units.size(); ++i)
    if (plan.units[i].kind == UnitKind::service) levels = std::max(levels, budget.service_level[i] + 1);
  for (unsigned level = 0; level < levels; ++level) {
    BudgetRow row{BudgetStage::services, level, Millis{0}, budget.grace / (8 * levels)};
    for (std::size_t i = 0; i < plan.units.size(); ++i) {
      if (plan.units[i].kind != UnitKind::service || budget.service_level[i] != level) continue;
      const auto want = stop_wants(plan.units[i]);
      row.want = want && row.want ? std::optional{std::max(*want, *row.want)} : std::nullopt;
    }
    budget.rows.push_back(row);
  }
}

// Drain and stop hooks kill nobody: what they leave is stopped together with main.
bool kills(BudgetStage stage) {
  switch (stage) {
    case BudgetStage::drain:
    case BudgetStage::stop_hooks: return false;
    case BudgetStage::main:
    case BudgetStage::services:
    case BudgetStage::strays:
    case BudgetStage::end_hooks: return true;
  }
  return false;
}

// Somebody wrote down what the stages with a limit want. Those that take what they get are content with less
// than their usual reserve for that, down to half of it.
void make_room(Budget& budget) {
  Millis limited{0}, open{0};
  for (const BudgetRow& row : budget.rows) (row.want ? limited : open) += row.want.value_or(row.least);
  const Millis left = budget.grace - budget.margin - limited;
  if (left >= open || left * 2 < open) return;
  for (BudgetRow& row : budget.rows)
    if (!row.want) row.least = row.least * left.count() / open.count();
}

}  // namespace

const BudgetRow& Budget::row(BudgetStage stage, unsigned level) const {
  const auto found = std::find_if(rows.begin(), rows.end(), [=](const BudgetRow& candidate) {
    return candidate.stage == stage && candidate.level == level;
  });
  return found != rows.end() ? *found : rows.back();
}

Budget plan_budget(const Plan& plan) {
  Budget budget;
  budget.grace = plan.grace.value_or(Millis{10'000});
  budget.margin = std::min(Millis{200}, budget.grace / 10);
  budget.service_level = service_levels(plan);

  const auto hooks = [&](BudgetStage stage, Stage of) {
    const bool some = has_hooks(plan, of);
    budget.rows.push_back({stage, 0, some ? hooks_want(plan, of) : std::optional{Millis{0}},
                           some ? budget.grace / 5 : Millis{0}});
  };
  budget.rows.push_back({BudgetStage::drain, 0, plan.drain, budget.grace / 10});
  hooks(BudgetStage::stop_hooks, Stage::stop);
  budget.rows.push_back({BudgetStage::main, 0, stop_wants(plan.units[plan.main]), budget.grace / 4});
  add_services(plan, budget);
  // Strays are rare and mostly end at once: what is kept for them is small, what they get is what is left.
  const Millis for_strays = std::min(plan.stray_grace, budget.grace / 10);
  budget.rows.push_back({BudgetStage::strays, 0, for_strays, for_strays});
  hooks(BudgetStage::end_hooks, Stage::end);

  for (BudgetRow& row : budget.rows) {
    if (!row.want) continue;
    if (kills(row.stage)) row.kill_wait = std::min(longest_kill_wait, row.least / 4);
    if (row.stage == BudgetStage::main || row.stage == BudgetStage::services) *row.want += row.kill_wait;
    row.least = std::min(row.least, *row.want);
  }
  make_room(budget);
  for (BudgetRow& row : budget.rows) {
    if (!row.want && kills(row.stage)) row.kill_wait = std::min(longest_kill_wait, row.least / 4);
    // Never more than what a hook's want has for it, so that one that fits is not told before its timeout.
    if (row.stage == BudgetStage::end_hooks)
      row.stop_wait = std::min(hook_kill_wait - row.kill_wait, row.least / 4);
    budget.worst_case += row.want.value_or(row.least);
  }
  budget.fits = budget.worst_case + budget.margin <= budget.grace;

  Millis latest = budget.grace - budget.margin;
  for (auto row = budget.rows.rbegin(); row != budget.rows.rend(); ++row) {
    row->latest = latest;
    latest -= budget.fits ? row->want.value_or(row->least) : row->least;
  }
  return budget;
}

}  // namespace jeden::core
