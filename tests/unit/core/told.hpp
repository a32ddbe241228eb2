// A supervisor that is told what happens, one event at a time, and what it said about it.
#pragma once

#include <algorithm>
#include <utility>

#include "core/supervisor.hpp"

namespace jeden::core {

class Told {
 public:
  explicit Told(Plan told) : plan{std::move(told)}, supervisor{plan} {
    for (const int signal : {2, 15}) plan.signals[static_cast<std::size_t>(signal)] = {OnSignal::stop, 0};
  }
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;

  // Replaces the actions by those that follow.
  void tell(const Event& event) {
    actions.clear();
    supervisor.handle(event, now, actions);
  }
  void start() { tell(event::Started{}); }
  void spawned(UnitId unit) { tell(event::Spawned{child(unit)}); }
  void exits(UnitId unit, ExitStatus status) { tell(event::ChildExited{child(unit), status}); }
  void stop(int signal = 15) { tell(event::Signalled{signal}); }
  // Lets time pass up to the next deadline.
  void wait() {
    now = *supervisor.deadline();
    tell(event::DeadlineReached{});
  }

  ChildId child(UnitId unit) const { return supervisor.state(unit).program; }
  UnitPhase phase(UnitId unit) const { return supervisor.state(unit).phase; }
  template <class Kind>
  std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const Action& action : actions)
      if (const auto* one = std::get_if<Kind>(&action)) found.push_back(*one);
    return found;
  }
  bool has_told(News news) const {
    const auto lines = all<action::Tell>();
    return std::any_of(lines.begin(), lines.end(),
                       [news](const action::Tell& line) { return line.news == news; });
  }
  std::optional<int> code() const {
    const auto finish = all<action::Finish>();
    return finish.empty() ? std::nullopt : std::optional{finish[0].code};
  }

  Plan plan;
  Supervisor supervisor;
  Instant now{Millis{1'000'000}};
  Actions actions;
};

// A plan of main alone; hooks and services are added before it, and it comes after all of them.
inline Unit make_unit(UnitKind kind) {
  Unit unit;
  unit.kind = kind;
  unit.essential = kind == UnitKind::main;
  return unit;
}
inline Plan make_plan(std::vector<Unit> before = {}) {
  Plan plan;
  plan.from_file = true;
  plan.units = std::move(before);
  Unit main = make_unit(UnitKind::main);
  for (UnitId id = 0; id < plan.units.size(); ++id)
    if (plan.units[id].stage == Stage::start) main.after.push_back(id);
  plan.main = static_cast<UnitId>(plan.units.size());
  plan.units.push_back(std::move(main));
  return plan;
}
inline Unit make_hook(Stage stage = Stage::start) {
  Unit hook = make_unit(UnitKind::hook);
  hook.stage = stage;
  return hook;
}
inline Unit make_service() {
  return make_unit(UnitKind::service);
}

}  // namespace jeden::core
