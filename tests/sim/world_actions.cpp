// What the supervisor's actions do to the processes of the world.
#include <algorithm>

#include "world.hpp"

namespace jeden::sim {

using core::Role;
namespace action = core::action;
namespace event = core::event;

void World::perform(const core::Action& action) {
  std::visit([this](const auto& a) { on(a); }, action);
}

void World::on(const action::Spawn& spawn) {
  const std::uint32_t index = add_process();
  Process& p = processes_[index];
  p.child = spawn.child;
  p.unit = spawn.unit;
  p.role = spawn.role;
  if (random_.below(1'000) < fails_per_thousand(spawn.role)) {
    p.failed = true;
    inbox_.push_back(event::SpawnFailed{spawn.child, random_.pick({126, 127, 127, 70})});
    return;
  }
  if (spawn.role == Role::program)
    script_program(index);
  else
    script_helper(index);
  inbox_.push_back(event::Spawned{spawn.child});
}

void World::on(const action::Exec& exec) {
  if (random_.chance(50)) {
    replaced_ = true;
    return;
  }
  const std::uint32_t index = add_process();
  processes_[index].child = exec.child;
  processes_[index].unit = exec.unit;
  processes_[index].failed = true;
  inbox_.push_back(event::SpawnFailed{exec.child, random_.pick({126, 127})});
}

void World::on(const action::Check& check) {
  inbox_.push_back(event::ConditionChecked{check.unit, random_.chance(70)});
}

void World::on(const action::Schedule& schedule) {
  const core::Schedule& when = *plan_->units[schedule.unit].schedule;
  const Millis in = when.every.count() > 0
                        ? std::max(Millis{0}, when.every - std::max(Millis{0}, schedule.since))
                        : Millis{1 + random_.below(10'000)};
  inbox_.push_back(event::Scheduled{schedule.unit, in});
}

void World::on(const action::Finish& finish) {
  code_ = finish.code;
}

void World::on(const action::Sweep& sweep) {
  if (nobody_is_left()) {
    inbox_.push_back(event::NoneLeft{});
    return;
  }
  for (std::uint32_t i = 0; i < processes_.size(); ++i) deliver(i, sweep.signal);
  sweeping_ = true;
}

void World::on(const action::Signal& signal) {
  for (std::uint32_t i = 0; i < processes_.size(); ++i) {
    if (processes_[i].child != signal.child) continue;
    deliver(i, signal.signal);
    if (signal.target != core::SignalTarget::group) return;
    for (std::uint32_t other = i + 1; other < processes_.size(); ++other)
      if (processes_[other].group == i) deliver(other, signal.signal);
    return;
  }
}

void World::on(const action::EndGroup& end) {
  for (std::uint32_t i = 0; i < processes_.size(); ++i)
    if (processes_[i].child == 0 && processes_[processes_[i].group].child == end.child) deliver(i, 9);
}

void World::deliver(std::uint32_t process, int signal) {
  Process& p = processes_[process];
  if (!p.alive || p.failed) return;
  if (signal == 9) {
    p.killed = true;
    if (!p.unkillable) plan_end(process, Millis{random_.pick({0u, 0u, 1u, 3u})}, {0, 9});
    return;
  }
  if (signal == 10 || signal == 28) return;  // every script lets these pass
  switch (p.on_stop) {
    case Process::OnStop::dies: return plan_end(process, Millis{random_.below(2)}, {0, signal});
    case Process::OnStop::handles: return plan_end(process, p.needs, p.answer);
    case Process::OnStop::ignores: return;
  }
}

}  // namespace jeden::sim
