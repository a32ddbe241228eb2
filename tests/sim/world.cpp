#include "world.hpp"

#include <algorithm>

namespace jeden::sim {

using core::ExitStatus;
using core::Role;
namespace action = core::action;
namespace event = core::event;

void World::begin(const core::Plan& plan, const core::Supervisor& supervisor, std::uint64_t seed) {
  plan_ = &plan;
  supervisor_ = &supervisor;
  random_ = Random{seed};
  now_ = Instant{Millis{1'000'000}};
  processes_.clear();
  planned_.clear();
  inbox_.clear();
  read_ = 0;
  code_.reset();
  replaced_ = sweeping_ = false;
  calm_ = random_.chance(60);
  starved_ = random_.chance(10);
  late_ = random_.chance(30) ? random_.pick({Millis{1}, Millis{5}, Millis{20}, Millis{50}}) : Millis{0};
  armed_.reset();
  inbox_.push_back(event::Started{});
  plan_visits();
}

// A round number often, so that things happen at the same moment.
Millis World::moment() {
  switch (random_.below(8)) {
    case 0: return Millis{0};
    case 1: return Millis{random_.below(20)};
    case 2:
    case 3: return Millis{100 * (1 + random_.below(10))};
    case 4:
    case 5: return Millis{500 * (1 + random_.below(6))};
    case 6: return Millis{1'000 * (1 + random_.below(10))};
    default: return Millis{random_.below(5'000)};
  }
}

ExitStatus World::any_status() {
  if (random_.chance(calm_ ? 75 : 40)) return {};
  if (random_.chance(25)) return {0, random_.pick({9, 11, 15})};
  return {random_.pick({1, 2, 3, 75, 127, 143}), 0};
}

// What comes from outside: signals, requests, and always an end in sight.
void World::plan_visits() {
  const unsigned stops = random_.pick({0u, 1u, 1u, 1u, 2u, 2u, 3u, 4u});
  Millis at{0};
  for (unsigned n = 0; n < stops; ++n) {
    at += n == 0 ? random_.pick({Millis{0}, moment(), moment(), 3 * moment()}) : moment();
    if (random_.chance(85))
      plan(at, What::signal, random_.pick({15u, 15u, 2u, 3u}));
    else
      plan(at, What::stop, random_.pick({15u, 2u}));
  }
  if (random_.chance(20)) plan(moment(), What::signal, random_.pick({1u, 10u, 28u, 17u}));
  if (random_.chance(20)) plan(2 * moment(), What::signal, random_.pick({1u, 10u, 12u, 64u}));
  if (random_.chance(10))
    plan(moment(), What::restart, random_.below(static_cast<unsigned>(plan_->units.size())));
  if (random_.chance(10))
    plan(2 * moment(), What::restart, random_.below(static_cast<unsigned>(plan_->units.size())));
  plan(Millis{40'000}, What::signal, 15);
  if (!plan_->grace) {  // a program may take as long as it takes, and somebody loses patience
    plan(Millis{50'000}, What::signal, 15);
    plan(Millis{60'000}, What::signal, 15);
  }
}

void World::plan(Millis in, What what, std::uint32_t who, std::uint32_t version) {
  planned_.push_back({now_ + in, static_cast<std::uint32_t>(random_.next() >> 32), what, who, version});
}

void World::plan_end(std::uint32_t process, Millis in, ExitStatus status) {
  Process& p = processes_[process];
  if (p.ends && *p.ends <= now_ + in) return;
  p.ends = now_ + in;
  p.status = status;
  plan(in, What::end, process, ++p.version);
}

std::optional<core::Event> World::next() {
  while (!code_ && !replaced_) {
    if (read_ < inbox_.size()) {
      core::Event event = inbox_[read_++];
      if (read_ == inbox_.size()) {
        inbox_.clear();
        read_ = 0;
      }
      return event;
    }
    const auto first = std::min_element(
        planned_.begin(), planned_.end(),
        [](const Planned& a, const Planned& b) { return a.at != b.at ? a.at < b.at : a.order < b.order; });
    const auto rings = timer();
    if (first == planned_.end() && !rings) return std::nullopt;
    if (first == planned_.end() || (rings && *rings < first->at)) {
      now_ = *rings;
      armed_.reset();
      return event::DeadlineReached{};
    }
    const Planned due = *first;
    *first = planned_.back();
    planned_.pop_back();
    now_ = due.at;
    if (auto event = happen(due)) return event;
  }
  return std::nullopt;
}

// A busy machine lets a timer wait, while other things go on happening.
std::optional<Instant> World::timer() {
  const auto deadline = supervisor_->deadline();
  if (!deadline || *deadline == Instant::max()) return std::nullopt;
  if (armed_ != deadline) {
    armed_ = deadline;
    rings_ =
        *deadline + Millis{late_.count() > 0 ? random_.below(static_cast<unsigned>(late_.count()) + 1) : 0};
  }
  return std::max(now_, rings_);
}

std::optional<core::Event> World::happen(const Planned& due) {
  switch (due.what) {
    case What::end:
      if (processes_[due.who].version != due.version || processes_[due.who].zombie) return std::nullopt;
      return end(due.who);
    case What::signal: return event::Signalled{static_cast<int>(due.who)};
    case What::stop: return event::StopAsked{static_cast<int>(due.who)};
    case What::restart: return event::RestartAsked{static_cast<core::UnitId>(due.who)};
    case What::notify:
    case What::extend:
    case What::feed:
    case What::unwell: break;
  }
  const Process& p = processes_[due.who];
  if (!p.alive || p.failed) return std::nullopt;
  switch (due.what) {
    case What::notify: return event::Notified{p.unit, plan_->units[p.unit].is_gate && random_.chance(30)};
    case What::extend: return event::Extended{p.unit, moment()};
    case What::unwell: return event::FoundUnhealthy{p.unit};
    case What::feed: {
      const auto& watchdog = plan_->units[p.unit].ready.watchdog;
      if (random_.chance(90)) plan(*watchdog / random_.pick({1, 2, 2, 2}), What::feed, due.who);
      return event::WatchdogFed{p.unit};
    }
    case What::end:
    case What::signal:
    case What::stop:
    case What::restart: break;
  }
  return std::nullopt;
}

// Members that the core does not wait for become strays.
std::optional<core::Event> World::end(std::uint32_t process) {
  Process& p = processes_[process];
  p.zombie = true;
  p.alive = false;
  const ExitStatus status = p.status;
  if (p.role == Role::stop && status.ok() && random_.chance(70)) obey_stop_command(p.unit);
  if (p.child != 0) {
    const bool left = has_kin(process);
    p.lingering = left && supervisor_->awaits_group(p.child);
    tell_none_left();
    return event::ChildExited{p.child, status, left};
  }
  Process& leader = processes_[p.group];
  if (leader.lingering && !has_kin(p.group)) {
    leader.lingering = false;
    tell_none_left();
    return event::GroupEnded{leader.child, random_.chance(70) ? std::optional{status} : std::nullopt};
  }
  tell_none_left();
  return std::nullopt;
}

// The stop command did what it is for.
void World::obey_stop_command(core::UnitId unit) {
  for (std::uint32_t i = 0; i < processes_.size(); ++i)
    if (processes_[i].unit == unit && processes_[i].role == Role::program && processes_[i].alive)
      plan_end(i, processes_[i].needs, processes_[i].answer);
}

bool World::has_kin(std::uint32_t leader) const {
  for (std::uint32_t i = leader + 1; i < processes_.size(); ++i)
    if (processes_[i].alive && processes_[i].group == leader) return true;
  return false;
}

bool World::nobody_is_left() const {
  return std::none_of(processes_.begin(), processes_.end(),
                      [](const Process& p) { return p.alive && !p.failed; });
}

void World::tell_none_left() {
  if (!sweeping_ || !nobody_is_left()) return;
  sweeping_ = false;
  inbox_.push_back(event::NoneLeft{});
}

const Process* World::find(core::ChildId child) const {
  const auto found = std::find_if(processes_.begin(), processes_.end(),
                                  [child](const Process& p) { return p.child == child; });
  return found == processes_.end() ? nullptr : &*found;
}

}  // namespace jeden::sim
