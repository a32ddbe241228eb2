#include "text.hpp"

namespace jeden::sim {
namespace {

using core::Plan;
namespace action = core::action;
namespace event = core::event;

std::string name(const Plan& plan, core::UnitId id) {
  return id < plan.units.size() ? plan.units[id].name : "?";
}

std::string number(const char* word, long long value) {
  return std::string{word} + std::to_string(value);
}

std::string text(core::ExitStatus status) {
  return status.signal != 0 ? number("signal ", status.signal) : number("code ", status.code);
}

const char* text(core::SignalTarget target) {
  return target == core::SignalTarget::group ? " group" : "";
}

struct EventText {
  const Plan& plan;
  std::string operator()(const event::Started&) const { return "started"; }
  std::string operator()(const event::Spawned& e) const { return number("spawned ", e.child); }
  std::string operator()(const event::SpawnFailed& e) const {
    return number("spawn_failed ", e.child) + number(" code ", e.code);
  }
  std::string operator()(const event::ChildExited& e) const {
    return number("exited ", e.child) + " " + text(e.status) + (e.group_left ? ", group left" : "");
  }
  std::string operator()(const event::GroupEnded& e) const { return number("group_ended ", e.child); }
  std::string operator()(const event::ConditionChecked& e) const {
    return "checked " + name(plan, e.unit) + (e.holds ? " holds" : " does not hold");
  }
  std::string operator()(const event::Notified& e) const { return "notified " + name(plan, e.unit); }
  std::string operator()(const event::Signalled& e) const { return number("signalled ", e.signal); }
  std::string operator()(const event::StopAsked& e) const { return number("stop_asked ", e.signal); }
  std::string operator()(const event::RestartAsked& e) const { return "restart_asked " + name(plan, e.unit); }
  std::string operator()(const event::Scheduled& e) const {
    return "scheduled " + name(plan, e.unit) + number(" in ", e.in.count());
  }
  std::string operator()(const event::Extended& e) const {
    return "extended " + name(plan, e.unit) + number(" by ", e.by.count());
  }
  std::string operator()(const event::WatchdogFed& e) const { return "watchdog_fed " + name(plan, e.unit); }
  std::string operator()(const event::FoundUnhealthy& e) const {
    return "found_unhealthy " + name(plan, e.unit);
  }
  std::string operator()(const event::DeadlineReached&) const { return "deadline_reached"; }
  std::string operator()(const event::NoneLeft&) const { return "none_left"; }
};

struct ActionText {
  const Plan& plan;
  std::string operator()(const action::Spawn& a) const {
    const std::string role = a.role == core::Role::program ? "" : std::string{" "} + sim::text(a.role);
    return "spawn " + name(plan, a.unit) + role + number(" = ", a.child);
  }
  std::string operator()(const action::Exec& a) const { return "exec " + name(plan, a.unit); }
  std::string operator()(const action::Check& a) const { return "check " + name(plan, a.unit); }
  std::string operator()(const action::Signal& a) const {
    return number("signal ", a.child) + number(" with ", a.signal) + text(a.target);
  }
  std::string operator()(const action::Sweep& a) const { return number("sweep ", a.signal); }
  std::string operator()(const action::EndGroup&) const { return "end the group that it left"; }
  std::string operator()(const action::Reload&) const { return "reload"; }
  std::string operator()(const action::Announce& a) const { return a.ready ? "ready" : "not ready"; }
  std::string operator()(const action::Schedule& a) const { return "schedule " + name(plan, a.unit); }
  std::string operator()(const action::Tell& a) const {
    return std::string{"tell "} + sim::text(a.news) +
           (a.unit < plan.units.size() ? " " + name(plan, a.unit) : "");
  }
  std::string operator()(const action::Finish& a) const { return number("finish ", a.code); }
};

}  // namespace

const char* text(core::Life life) {
  switch (life) {
    case core::Life::up: return "up";
    case core::Life::draining: return "draining";
    case core::Life::stop_hooks: return "stop_hooks";
    case core::Life::stopping: return "stopping";
    case core::Life::services: return "services";
    case core::Life::sweeping: return "sweeping";
    case core::Life::ending: return "ending";
    case core::Life::clearing: return "clearing";
    case core::Life::done: return "done";
  }
  return "?";
}

const char* text(core::UnitPhase phase) {
  switch (phase) {
    case core::UnitPhase::waiting: return "waiting";
    case core::UnitPhase::checking: return "checking";
    case core::UnitPhase::running: return "running";
    case core::UnitPhase::ready: return "ready";
    case core::UnitPhase::pausing: return "pausing";
    case core::UnitPhase::stopping: return "stopping";
    case core::UnitPhase::ended: return "ended";
  }
  return "?";
}

const char* text(core::Role role) {
  switch (role) {
    case core::Role::program: return "program";
    case core::Role::condition: return "condition";
    case core::Role::readiness: return "readiness";
    case core::Role::liveness: return "liveness";
    case core::Role::stop: return "stop";
    case core::Role::drain: return "drain";
  }
  return "?";
}

const char* text(core::News news) {
  using core::News;
  switch (news) {
    case News::hook_started: return "hook_started";
    case News::hook_succeeded: return "hook_succeeded";
    case News::hook_failed: return "hook_failed";
    case News::hook_stopped: return "hook_stopped";
    case News::hook_retried: return "hook_retried";
    case News::hook_skipped: return "hook_skipped";
    case News::done_before: return "done_before";
    case News::hook_timed_out: return "hook_timed_out";
    case News::service_started: return "service_started";
    case News::service_ready: return "service_ready";
    case News::service_exited: return "service_exited";
    case News::service_restarted: return "service_restarted";
    case News::service_unhealthy: return "service_unhealthy";
    case News::service_timed_out: return "service_timed_out";
    case News::main_started: return "main_started";
    case News::main_ready: return "main_ready";
    case News::main_exited: return "main_exited";
    case News::main_restarted: return "main_restarted";
    case News::main_unhealthy: return "main_unhealthy";
    case News::main_timed_out: return "main_timed_out";
    case News::ready_timed_out: return "ready_timed_out";
    case News::essential_ended: return "essential_ended";
    case News::needed_ended: return "needed_ended";
    case News::restart_limit_reached: return "restart_limit_reached";
    case News::stop_requested: return "stop_requested";
    case News::stop_hurried: return "stop_hurried";
    case News::stop_forced: return "stop_forced";
    case News::drain_started: return "drain_started";
    case News::stop_sent: return "stop_sent";
    case News::stop_command_failed: return "stop_command_failed";
    case News::kill_sent: return "kill_sent";
    case News::signal_forwarded: return "signal_forwarded";
    case News::signal_ignored: return "signal_ignored";
    case News::reported: return "reported";
    case News::ended: return "ended";
  }
  return "?";
}

std::string text(const Plan& plan, const core::Event& event) {
  return std::visit(EventText{plan}, event);
}

std::string text(const Plan& plan, const core::Action& action) {
  return std::visit(ActionText{plan}, action);
}

// Only what matters for the life; millisecond numbers.
std::string text(const Plan& plan, const core::Unit& unit) {
  std::string line = unit.kind == core::UnitKind::hook      ? "hook "
                     : unit.kind == core::UnitKind::service ? "service "
                                                            : "main ";
  line += unit.name + number(" stage ", static_cast<int>(unit.stage));
  if (!unit.after.empty()) line += " after";
  for (const core::UnitId id : unit.after) line += " " + name(plan, id);
  if (unit.skip) line += " skip";
  if (unit.is_wait) line += " is_wait";
  if (!unit.file_conditions.empty()) line += " file_condition";
  if (unit.condition) line += " condition";
  if (unit.schedule) line += number(" every ", unit.schedule->every.count());
  if (unit.timeout) line += number(" timeout ", unit.timeout->count());
  if (unit.kind == core::UnitKind::hook) {
    if (unit.retries > 0)
      line += number(" retries ", unit.retries) + number(" backoff ", unit.backoff.count());
    if (unit.on_failure == core::OnFailure::warn) line += " warn";
    return line;
  }
  line += number(" ready_by ", static_cast<int>(unit.ready.by));
  if (unit.ready.by == core::ReadyBy::delay) line += number(" delay ", unit.ready.delay.count());
  if (unit.ready.timeout) line += number(" ready_timeout ", unit.ready.timeout->count());
  if (unit.ready.watchdog) line += number(" watchdog ", unit.ready.watchdog->count());
  if (unit.live)
    line += number(" live every ", unit.live->interval.count()) +
            number(" action ", static_cast<int>(unit.live->action)) +
            number(" failures ", unit.live->failures);
  line += number(" restart ", static_cast<int>(unit.restart.when)) + number(" limit ", unit.restart.limit) +
          number(" within ", unit.restart.window.count()) + number(" backoff ", unit.restart.backoff.count());
  if (unit.essential) line += " essential";
  if (unit.bind) line += " bind";
  if (unit.until) line += " until " + name(plan, *unit.until);
  line += " stop";
  for (const core::StopStep& step : unit.stop)
    line += number(" ", step.signal) + (step.wait ? number(":", step.wait->count()) : "");
  return line + (unit.stop_to == core::SignalTarget::group ? " group" : "");
}

}  // namespace jeden::sim
