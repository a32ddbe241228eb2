#include "host/readiness.hpp"

#include <algorithm>
#include <cstring>

#include "core/names.hpp"

namespace jeden::host {
namespace {

bool holds_up(const core::Unit& unit, core::UnitPhase phase) {
  const bool later = unit.kind == core::UnitKind::hook && unit.stage != core::Stage::start;
  switch (phase) {
    case core::UnitPhase::checking:
    case core::UnitPhase::running:
    case core::UnitPhase::pausing:
    case core::UnitPhase::stopping: return !later && !unit.schedule;
    case core::UnitPhase::waiting:
    case core::UnitPhase::ready:
    case core::UnitPhase::ended: return false;
  }
  return false;
}

}  // namespace

void ReadinessText::add(std::string_view text) noexcept {
  const std::size_t length = std::min(text.size(), text_.size() - length_);
  std::memcpy(text_.data() + length_, text.data(), length);
  length_ += length;
}

ReadinessText readiness_text(const core::Plan& plan, const core::Supervisor& supervisor) noexcept {
  ReadinessText text;
  if (supervisor.life() != core::Life::up)
    text.add(supervisor.life() == core::Life::draining ? "draining" : "stopping");
  else if (supervisor.is_ready())
    text.add("ready");
  if (!text.view().empty()) return text;
  text.add(supervisor.state(plan.main).was_ready ? "restarting" : "starting");
  std::string_view separator = ": ";
  for (core::UnitId id = 0; id < plan.units.size(); ++id) {
    const core::Unit& unit = plan.units[id];
    if (!holds_up(unit, supervisor.state(id).phase)) continue;
    text.add(separator);
    separator = ", ";
    if (unit.kind != core::UnitKind::main) {
      text.add(core::kind_name(unit));
      text.add(" ");
    }
    text.add(unit.name);
  }
  return text;
}

}  // namespace jeden::host
