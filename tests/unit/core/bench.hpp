// A plan that is put together by a test, and its supervisor, driven by hand: the test says what happens, the
// bench answers at once what the host would, and moves the clock from deadline to deadline.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "core/supervisor.hpp"
#include "text.hpp"

namespace jeden::core {

using namespace std::chrono_literals;

class Bench {
 public:
  Plan plan;
  std::vector<std::string> said;  // actions as text, without news
  std::vector<News> news;
  std::vector<ChildId> cannot_be_spawned;
  bool files_hold = true;
  bool strays = false;
  std::optional<int> code;

  Bench() {
    for (const int signal : {2, 3, 15})
      plan.signals[static_cast<std::size_t>(signal)].action = OnSignal::stop;
    plan.signals[1].action = OnSignal::reload;
  }

  UnitId add(UnitKind kind, std::string name, std::vector<UnitId> after = {}) {
    Unit unit;
    unit.kind = kind;
    unit.name = std::move(name);
    unit.after = std::move(after);
    plan.units.push_back(std::move(unit));
    return static_cast<UnitId>(plan.units.size() - 1);
  }
  UnitId hook(std::string name, std::vector<UnitId> after = {}, Stage stage = Stage::start) {
    const UnitId id = add(UnitKind::hook, std::move(name), std::move(after));
    plan.units[id].stage = stage;
    return id;
  }
  UnitId service(std::string name, std::vector<UnitId> after = {}) {
    return add(UnitKind::service, std::move(name), std::move(after));
  }
  UnitId main(std::vector<UnitId> after = {}) {
    plan.main = add(UnitKind::main, "main", std::move(after));
    plan.units[plan.main].essential = true;
    return plan.main;
  }
  Unit& unit(UnitId id) { return plan.units[id]; }

  void start() {
    core = std::make_unique<Supervisor>(plan);
    post(event::Started{});
  }

  void post(const Event& event) {
    inbox.push_back(event);
    for (std::size_t i = 0; i < inbox.size(); ++i) {
      const Event next = inbox[i];
      actions.clear();
      core->handle(next, now, actions);
      CHECK(actions.size() <= core->max_actions());
      for (const Action& action : actions) perform(action);
    }
    inbox.clear();
  }
  // Lets time pass; deadlines are reached on their way.
  void pass(Millis time) {
    const Instant end = now + time;
    for (auto due = core->deadline(); due && *due <= end; due = core->deadline()) {
      CHECK(*due >= now);
      now = *due;
      post(event::DeadlineReached{});
    }
    now = end;
  }
  void exits(UnitId id, int with = 0) { post(event::ChildExited{child(id), ExitStatus{with, 0}}); }
  void dies(UnitId id, int signal) { post(event::ChildExited{child(id), ExitStatus{0, signal}}); }
  void helper_exits(UnitId id, int with = 0) {
    post(event::ChildExited{core->state(id).helper, ExitStatus{with, 0}});
  }
  void signal(int number) { post(event::Signalled{number}); }
  void none_left() { post(event::NoneLeft{}); }

  ChildId child(UnitId id) const { return core->state(id).program; }
  UnitPhase phase(UnitId id) const { return core->state(id).phase; }
  Life life() const { return core->life(); }
  // How long until the next deadline; negative: none.
  Millis due() const {
    const auto next = core->deadline();
    return next ? *next - now : -1ms;
  }
  // What was done since the last question, without child numbers: "spawn db", "signal db with 15".
  std::vector<std::string> did() { return std::exchange(said, {}); }
  bool told(News what) const { return std::find(news.begin(), news.end(), what) != news.end(); }

  Instant now{Millis{1'000}};
  std::unique_ptr<Supervisor> core;

 private:
  void perform(const Action& action) {
    if (const auto* tell = std::get_if<action::Tell>(&action)) return news.push_back(tell->news);
    if (const auto* signal = std::get_if<action::Signal>(&action)) {
      const auto name = signal->child < names.size() ? names[signal->child] : "?";
      said.push_back("signal " + name + " with " + std::to_string(signal->signal) +
                     (signal->target == SignalTarget::group ? " group" : ""));
      return;
    }
    std::string line = sim::text(plan, action);
    if (const auto* spawn = std::get_if<action::Spawn>(&action)) {
      line.resize(line.find(" = "));
      names.resize(std::max<std::size_t>(names.size(), spawn->child + 1));
      names[spawn->child] = line.substr(6);
      const bool fails = std::find(cannot_be_spawned.begin(), cannot_be_spawned.end(), spawn->child) !=
                         cannot_be_spawned.end();
      if (fails)
        inbox.push_back(event::SpawnFailed{spawn->child, 127});
      else
        inbox.push_back(event::Spawned{spawn->child});
    }
    if (const auto* check = std::get_if<action::Check>(&action))
      inbox.push_back(event::ConditionChecked{check->unit, files_hold});
    if (std::holds_alternative<action::Sweep>(action) && !strays) inbox.push_back(event::NoneLeft{});
    if (const auto* finish = std::get_if<action::Finish>(&action)) code = finish->code;
    if (!std::holds_alternative<action::Announce>(action)) said.push_back(line);
  }

  std::vector<Event> inbox;
  Actions actions;
  std::vector<std::string> names;
};

using Did = std::vector<std::string>;

}  // namespace jeden::core
