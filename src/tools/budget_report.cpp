#include "tools/budget_report.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "config/diagnostic.hpp"
#include "core/budget.hpp"

namespace jeden::tools {
namespace {

using core::BudgetRow;
using core::BudgetStage;

std::string_view stage_name(BudgetStage stage) {
  switch (stage) {
    case BudgetStage::drain: return "drain";
    case BudgetStage::stop_hooks: return "stop hooks";
    case BudgetStage::main: return "main";
    case BudgetStage::services: return "services";
    case BudgetStage::strays: return "strays";
    case BudgetStage::end_hooks: return "end hooks";
  }
  return {};
}

// Whether the unit is one of a level of services, or a hook of the stage.
bool is_member(const core::Plan& plan, const core::Budget& budget, const BudgetRow& row, std::size_t id) {
  const core::Unit& unit = plan.units[id];
  const bool hook = unit.kind == core::UnitKind::hook && !unit.skip;
  return (row.stage == BudgetStage::services && unit.kind == core::UnitKind::service &&
          budget.service_level[id] == row.level) ||
         (row.stage == BudgetStage::stop_hooks && hook && unit.stage == core::Stage::stop) ||
         (row.stage == BudgetStage::end_hooks && hook && unit.stage == core::Stage::end);
}

std::string members(const core::Plan& plan, const core::Budget& budget, const BudgetRow& row) {
  std::string names;
  for (std::size_t id = 0; id < plan.units.size(); ++id)
    if (is_member(plan, budget, row, id)) base::append(names, plan.units[id].name);
  return names;
}

core::Millis length_of(const core::Unit& unit) {
  if (unit.kind == core::UnitKind::hook) return unit.timeout.value_or(core::Millis{0});
  core::Millis sum{0};
  for (const core::StopStep& step : unit.stop) sum += step.wait.value_or(core::Millis{0});
  return sum;
}

// The key that most of a stage's length comes from.
std::string key_of(const core::Plan& plan, const core::Budget& budget, const BudgetRow& row) {
  const core::Unit* longest = nullptr;
  for (std::size_t id = 0; id < plan.units.size(); ++id)
    if (is_member(plan, budget, row, id) &&
        (longest == nullptr || length_of(plan.units[id]) > length_of(*longest)))
      longest = &plan.units[id];
  const std::string name = longest != nullptr ? longest->name : std::string{};
  switch (row.stage) {
    case BudgetStage::drain: return "[shutdown] drain";
    case BudgetStage::main: return "[main] stop";
    case BudgetStage::services: return "[service." + name + "] stop";
    case BudgetStage::strays: return "[shutdown] stray_grace";
    case BudgetStage::stop_hooks:
    case BudgetStage::end_hooks: break;
  }
  return "the timeout of hook " + name;
}

bool is_used(const BudgetRow& row) {
  return !row.want || row.want->count() > 0;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

}  // namespace

std::string budget_table(const core::Plan& plan) {
  const core::Budget budget = core::plan_budget(plan);
  std::string text = "shutdown within " + base::to_text(budget.grace) + "\n  " + padded("stage", 14) +
                     padded("worst case", 14) + padded("at least", 12) + padded("over by", 12) + "who\n";
  for (const BudgetRow& row : budget.rows) {
    if (!is_used(row)) continue;
    text += "  " + padded(std::string{stage_name(row.stage)}, 14) +
            padded(row.want ? base::to_text(*row.want) : "what is left", 14) +
            padded(base::to_text(row.least), 12) + padded(base::to_text(row.latest), 12) +
            members(plan, budget, row) + "\n";
  }
  text += "  " + padded("all", 14) + padded(base::to_text(budget.worst_case), 14) + "and " +
          base::to_text(budget.margin) + " for jeden itself: " + (budget.fits ? "fits" : "does not fit") +
          "\n";
  return text;
}

std::string budget_warning(const core::Plan& plan) {
  const core::Budget budget = core::plan_budget(plan);
  if (budget.fits) return {};
  const BudgetRow* longest = nullptr;
  for (const BudgetRow& row : budget.rows)
    if (row.want && (longest == nullptr || *row.want > *longest->want)) longest = &row;
  return "the shutdown needs " + base::to_text(budget.worst_case + budget.margin) +
         " in the worst case, but grace is " + base::to_text(budget.grace) +
         ": the stages will be cut short; most is " + key_of(plan, budget, *longest) + ", which makes " +
         std::string{stage_name(longest->stage)} + " take " + base::to_text(*longest->want);
}

std::string budget_json(const core::Plan& plan) {
  const core::Budget budget = core::plan_budget(plan);
  const auto millis = [](core::Millis value) { return std::to_string(value.count()); };
  std::string text = "{\"grace_ms\":" + millis(budget.grace) +
                     ",\"worst_case_ms\":" + millis(budget.worst_case) +
                     ",\"margin_ms\":" + millis(budget.margin) +
                     ",\"fits\":" + (budget.fits ? "true" : "false") + ",\"stages\":[";
  bool first = true;
  for (const BudgetRow& row : budget.rows) {
    if (!is_used(row)) continue;
    text += std::string{first ? "" : ","} + "{\"stage\":" + config::json_text(stage_name(row.stage)) +
            ",\"level\":" + std::to_string(row.level) +
            ",\"want_ms\":" + (row.want ? millis(*row.want) : "null") + ",\"least_ms\":" + millis(row.least) +
            ",\"latest_ms\":" + millis(row.latest) +
            ",\"who\":" + config::json_text(members(plan, budget, row)) + "}";
    first = false;
  }
  return text + "]}";
}

}  // namespace jeden::tools
