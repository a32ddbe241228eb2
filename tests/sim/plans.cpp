#include "plans.hpp"

#include <algorithm>
#include <utility>

namespace jeden::sim {
namespace {

using core::Millis;
using core::OnSignal;
using core::Plan;
using core::ReadyBy;
using core::Restart;
using core::SignalTarget;
using core::Stage;
using core::Unit;
using core::UnitId;
using core::UnitKind;

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_{seed} {}

  Plan make() {
    const unsigned shape = random_.below(100);
    if (shape < 5) return bare();
    plan_.from_file = true;
    plan_.mode = shape < 8 ? core::Mode::exec : core::Mode::supervise;
    const bool exec = plan_.mode == core::Mode::exec;
    const unsigned most = shape < 10 ? 48 : random_.pick({1u, 3u, 4u, 5u, 6u, 6u, 8u, 8u, 10u, 12u});
    const unsigned before = random_.below(most + 1), after = most - before;
    for (unsigned n = 0; n < before; ++n) exec || random_.chance(60) ? add_hook(Stage::start) : add_service();
    const auto main = static_cast<UnitId>(plan_.units.size());
    plan_.main = main;
    add_main();
    for (unsigned n = 0; n < after; ++n) {
      if (exec) break;
      if (random_.chance(20))
        add_service();
      else
        add_hook(random_.pick({Stage::ready, Stage::stop, Stage::end}));
    }
    add_temporaries();
    if (random_.chance(25)) add_gate();
    if (random_.chance(50)) shuffle();
    add_shutdown();
    return std::move(plan_);
  }

 private:
  Millis some_time() {
    return random_.pick({Millis{1}, Millis{50}, Millis{100}, Millis{100}, Millis{500}, Millis{500},
                         Millis{1'000}, Millis{1'000}, Millis{2'000}, Millis{3'000}, Millis{5'000},
                         Millis{20'000}});
  }
  std::optional<Millis> maybe_time(unsigned percent) {
    if (!random_.chance(percent)) return std::nullopt;
    return some_time();
  }

  // Zero-configuration mode: everything is forwarded, nothing is timed.
  Plan bare() {
    plan_.units.emplace_back();
    plan_.units[0].kind = UnitKind::main;
    plan_.units[0].essential = true;
    plan_.grace.reset();
    if (random_.chance(50)) plan_.signals[15] = {OnSignal::stop, 0};
    if (random_.chance(30)) plan_.forward_to = SignalTarget::group;
    if (random_.chance(20)) plan_.units[0].stop_to = SignalTarget::group;
    if (random_.chance(30)) plan_.exit_codes_for_success = {143, 3};
    return std::move(plan_);
  }

  void add_hook(Stage stage) {
    Unit hook;
    hook.kind = UnitKind::hook;
    hook.stage = stage;
    hook.is_wait = random_.chance(20);
    hook.skip = random_.chance(5);
    if (random_.chance(10)) hook.file_conditions.emplace_back();
    if (random_.chance(10)) hook.condition.emplace();
    hook.timeout = maybe_time(50);
    if (hook.is_wait && !hook.timeout) hook.timeout = some_time();
    if (random_.chance(30)) hook.retries = 1 + random_.below(4);
    hook.backoff = random_.pick({Millis{0}, Millis{100}, Millis{1'000}});
    hook.backoff_max = std::max(hook.backoff, random_.pick({Millis{100}, Millis{1'500}, Millis{30'000}}));
    if (random_.chance(30)) hook.on_failure = core::OnFailure::warn;
    if (stage == Stage::ready && random_.chance(30)) {
      hook.schedule.emplace();
      if (random_.chance(70))
        hook.schedule->every = random_.pick({Millis{500}, Millis{1'000}, Millis{10'000}});
    }
    add_after(hook, [&](const Unit& other) {
      if (other.kind == UnitKind::hook) return other.stage == stage && !other.schedule;
      if (stage == Stage::stop || stage == Stage::end) return false;
      return stage == Stage::ready || other.kind == UnitKind::service;
    });
    plan_.units.push_back(std::move(hook));
  }

  template <class Allowed>
  void add_after(Unit& unit, Allowed allowed) {
    const unsigned percent = plan_.units.size() > 15 ? 10 : random_.pick({0u, 20u, 40u, 90u});
    for (UnitId id = 0; id < plan_.units.size(); ++id)
      if (allowed(plan_.units[id]) && random_.chance(percent)) unit.after.push_back(id);
  }

  void add_readiness(Unit& unit) {
    unit.ready.by = random_.chance(40) ? ReadyBy::running
                                       : random_.pick({ReadyBy::wait, ReadyBy::notify, ReadyBy::descriptor,
                                                       ReadyBy::log, ReadyBy::delay});
    if (unit.ready.by != ReadyBy::running) unit.ready.timeout = maybe_time(70);
    if (unit.ready.by == ReadyBy::wait) unit.ready.wait.emplace();
    if (unit.ready.by == ReadyBy::delay) unit.ready.delay = some_time();
    if (unit.ready.by == ReadyBy::notify) unit.ready.watchdog = maybe_time(40);
    if (!random_.chance(25)) return;
    unit.live.emplace();
    unit.live->interval = random_.pick({Millis{500}, Millis{1'000}, Millis{10'000}});
    unit.live->timeout = random_.pick({Millis{100}, Millis{1'000}, Millis{5'000}});
    unit.live->start_period = random_.pick({Millis{0}, Millis{0}, Millis{1'000}});
    unit.live->failures = 1 + random_.below(3);
    unit.live->action =
        random_.pick({core::LiveAction::restart, core::LiveAction::stop, core::LiveAction::log});
  }

  void add_stop(Unit& unit) {
    if (random_.chance(25)) unit.stop_to = SignalTarget::group;
    const unsigned manner = random_.below(10);
    if (manner < 5) return;
    if (manner == 5) {
      unit.stop_command.emplace();
      unit.stop = {{core::StopStep::command, maybe_time(30)}};
      if (random_.chance(70)) unit.stop.push_back({15, std::nullopt});
      return;
    }
    unit.stop.clear();
    for (unsigned n = 1 + random_.below(3); n > 0; --n)
      unit.stop.push_back(
          {random_.pick({0, 15, 15, 2, 3}), n > 1 ? std::optional{some_time()} : maybe_time(60)});
    if (random_.chance(40)) unit.stop.push_back({9, std::nullopt});
  }

  void add_restart(Unit& unit) {
    unit.restart.when = random_.pick({Restart::never, Restart::never, Restart::on_failure, Restart::always});
    unit.restart.backoff = random_.pick({Millis{100}, Millis{500}, Millis{1'000}});
    unit.restart.backoff_max = std::max(unit.restart.backoff, random_.pick({Millis{1'000}, Millis{30'000}}));
    unit.restart.limit = random_.pick({0u, 1u, 2u, 5u});
    unit.restart.window = random_.pick({Millis{1'000}, Millis{10'000}, Millis{60'000}});
  }

  void add_service() {
    Unit service;
    service.kind = UnitKind::service;
    service.essential = random_.chance(20);
    service.bind = random_.chance(25);
    if (random_.chance(10)) service.timeout = some_time();
    add_readiness(service);
    add_stop(service);
    add_restart(service);
    add_after(service, [](const Unit& other) {
      return other.kind != UnitKind::hook || (other.stage == Stage::start && !other.schedule);
    });
    plan_.units.push_back(std::move(service));
  }

  void add_main() {
    Unit main;
    main.kind = UnitKind::main;
    main.essential = true;
    if (plan_.mode == core::Mode::supervise) {
      if (random_.chance(10)) main.timeout = some_time();
      add_readiness(main);
      add_stop(main);
      main.bind = random_.chance(10);
      if (random_.chance(10)) add_restart(main);
    }
    const bool usual = random_.chance(70);
    for (UnitId id = 0; id < plan_.units.size(); ++id)
      if (usual || random_.chance(50)) main.after.push_back(id);
    plan_.units.push_back(std::move(main));
  }

  void add_temporaries() {
    for (Unit& unit : plan_.units) {
      if (unit.kind != UnitKind::service || !random_.chance(15)) continue;
      const auto hook = static_cast<UnitId>(random_.below(static_cast<unsigned>(plan_.units.size())));
      if (plan_.units[hook].kind == UnitKind::hook && plan_.units[hook].stage == Stage::start)
        unit.until = hook;
    }
  }

  // A service becomes the gate of what follows it in the plan, and is there until the last hook of that.
  void add_gate() {
    for (UnitId gate = 0; gate < plan_.units.size(); ++gate) {
      Unit& service = plan_.units[gate];
      if (service.kind != UnitKind::service || service.until) continue;
      std::optional<UnitId> last;
      for (auto id = static_cast<UnitId>(gate + 1); id < plan_.units.size(); ++id) {
        Unit& unit = plan_.units[id];
        if (unit.kind != UnitKind::hook || unit.stage != Stage::start || random_.chance(30)) continue;
        join(unit, gate);
        unit.on_upgrade = random_.pick({core::OnUpgrade::skip, core::OnUpgrade::run, core::OnUpgrade::only});
        last = id;
      }
      if (!last) continue;
      for (auto id = static_cast<UnitId>(gate + 1); id < plan_.units.size(); ++id)
        if (Unit& unit = plan_.units[id]; unit.until && plan_.units[*unit.until].gate) join(unit, gate);
      service.is_gate = service.essential = true;
      service.bind = false;
      service.live.reset();
      service.ready.by = ReadyBy::descriptor;
      service.restart.when = Restart::never;
      service.until = last;
      return;
    }
  }

  static void join(Unit& unit, UnitId gate) {
    unit.gate = gate;
    if (std::find(unit.after.begin(), unit.after.end(), gate) == unit.after.end()) unit.after.push_back(gate);
  }

  // Nothing may depend on the numbers that the units happen to have.
  void shuffle() {
    const auto count = static_cast<unsigned>(plan_.units.size());
    std::vector<UnitId> place(count);
    for (unsigned i = 0; i < count; ++i) place[i] = static_cast<UnitId>(i);
    for (unsigned i = count; i > 1; --i) std::swap(place[i - 1], place[random_.below(i)]);
    std::vector<Unit> units(count);
    for (unsigned i = 0; i < count; ++i) {
      Unit& unit = units[place[i]] = std::move(plan_.units[i]);
      for (UnitId& id : unit.after) id = place[id];
      if (unit.until) unit.until = place[*unit.until];
      if (unit.gate) unit.gate = place[*unit.gate];
    }
    plan_.units = std::move(units);
    plan_.main = place[plan_.main];
  }

  void add_shutdown() {
    plan_.grace = random_.pick({Millis{0}, Millis{100}, Millis{300}, Millis{1'000}, Millis{2'000},
                                Millis{10'000}, Millis{10'000}, Millis{10'000}, Millis{30'000}});
    if (random_.chance(30))
      plan_.drain = random_.pick({Millis{100}, Millis{1'000}, Millis{3'000}, Millis{20'000}});
    if (plan_.drain.count() > 0 && random_.chance(50)) plan_.drain_until.emplace();
    plan_.stray_grace = random_.pick({Millis{0}, Millis{100}, Millis{2'000}, Millis{2'000}});
    for (const int signal : {2, 3, 15, 30})
      plan_.signals[static_cast<std::size_t>(signal)] = {OnSignal::stop, 0};
    plan_.signals[17] = {OnSignal::ignore, 0};
    if (random_.chance(30)) plan_.signals[1] = {OnSignal::reload, 0};
    if (random_.chance(30)) plan_.signals[12] = {OnSignal::send, 10};
    if (random_.chance(20)) plan_.forward_to = SignalTarget::group;
    if (random_.chance(10)) plan_.exit_codes_for_success = {143, 3};
  }

  Random random_;
  Plan plan_;
};

}  // namespace

Plan random_plan(std::uint64_t seed) {
  return Maker{seed}.make();
}

}  // namespace jeden::sim
