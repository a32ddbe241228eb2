// What the world's processes do, drawn when they start.
#include <algorithm>

#include "world.hpp"

namespace jeden::sim {

using core::ReadyBy;
using core::Role;
using core::UnitKind;

std::uint32_t World::add_process() {
  const auto index = static_cast<std::uint32_t>(processes_.size());
  processes_.emplace_back();
  Process& p = processes_.back();
  p.group = index;
  const unsigned manner = random_.below(100);
  p.on_stop = manner < (calm_ ? 85u : 40u)
                  ? (random_.chance(60) ? Process::OnStop::handles : Process::OnStop::dies)
              : manner < 97 ? Process::OnStop::handles
                            : Process::OnStop::ignores;
  if (!calm_ && random_.chance(20)) p.on_stop = Process::OnStop::ignores;
  p.needs = random_.chance(70) ? Millis{random_.below(30)} : moment();
  p.answer = any_status();
  p.unkillable = !calm_ && random_.below(200) == 0;
  return index;
}

// Where no more processes may be, a helper is what cannot be started, time after time.
unsigned World::fails_per_thousand(Role role) const {
  if (starved_ && role != Role::program) return 400;
  return calm_ ? 5 : 40;
}

void World::script_program(std::uint32_t process) {
  const core::Unit& unit = plan_->units[processes_[process].unit];
  if (unit.kind == UnitKind::hook) {
    if (random_.chance(93)) plan_end(process, moment(), any_status());
  } else {
    const bool lasts = random_.chance(calm_ ? 80 : 50);
    if (!lasts) plan_end(process, random_.chance(60) ? moment() : 3 * moment(), any_status());
    // Nobody can end a program that takes as long as it takes, and ignores what it is sent.
    if (!plan_->grace) plan_end(process, Millis{20'000 + random_.below(50'000)}, any_status());
    script_news(process);
  }
  if (random_.chance(calm_ ? 5 : 20)) add_kin(process);
}

// Members of its group, which may outlive it.
void World::add_kin(std::uint32_t leader) {
  for (unsigned n = 1 + random_.below(2); n > 0; --n) {
    const std::uint32_t index = add_process();
    processes_[index].group = leader;
    processes_[index].unit = processes_[leader].unit;
    if (random_.chance(50)) plan_end(index, moment(), any_status());
    if (!plan_->grace) plan_end(index, Millis{20'000 + random_.below(50'000)}, any_status());
  }
}

void World::script_news(std::uint32_t process) {
  const core::Unit& unit = plan_->units[processes_[process].unit];
  switch (unit.ready.by) {
    case ReadyBy::notify:
    case ReadyBy::descriptor:
    case ReadyBy::log:
      if (random_.chance(85)) plan(moment(), What::notify, process);
      if (random_.chance(10)) plan(moment(), What::extend, process);
      break;
    case ReadyBy::running:
    case ReadyBy::wait:
    case ReadyBy::delay: break;
  }
  if (unit.ready.watchdog) plan(*unit.ready.watchdog / 2, What::feed, process);
  if (random_.chance(3)) plan(moment(), What::unwell, process);
  if (random_.chance(3)) plan(moment(), What::extend, process);
}

void World::script_helper(std::uint32_t process) {
  const unsigned good = processes_[process].role == Role::liveness ? (calm_ ? 97u : 60u) : 80u;
  if (random_.chance(95))
    plan_end(process, moment(), random_.chance(good) ? core::ExitStatus{} : any_status());
}

}  // namespace jeden::sim
