#include "transcript.hpp"

#include "plans.hpp"

namespace jeden::sim {
namespace {

namespace action = core::action;
namespace event = core::event;

std::string number(long long value) {
  return " " + std::to_string(value);
}
std::string time(const std::optional<core::Millis>& time) {
  return time ? std::to_string(time->count()) : "none";
}
std::string ids(const std::vector<core::UnitId>& list) {
  std::string text;
  for (const core::UnitId id : list) text += number(id);
  return text.empty() ? " nothing" : text;
}
std::string status(core::ExitStatus status) {
  return status.signal != 0 ? " signal" + number(status.signal) : " code" + number(status.code);
}

struct EventText {
  std::string operator()(const event::Started&) const { return "started"; }
  std::string operator()(const event::Spawned& e) const { return "spawned child" + number(e.child); }
  std::string operator()(const event::SpawnFailed& e) const {
    return "spawn failed child" + number(e.child) + " code" + number(e.code);
  }
  std::string operator()(const event::ChildExited& e) const {
    return "child" + number(e.child) + " exited" + status(e.status) +
           (e.group_left ? ", its group is left" : "");
  }
  std::string operator()(const event::GroupEnded& e) const {
    return "group of child" + number(e.child) + " ended" + (e.last ? status(*e.last) : "");
  }
  std::string operator()(const event::ConditionChecked& e) const {
    return "condition of unit" + number(e.unit) + (e.holds ? " holds" : " does not hold");
  }
  std::string operator()(const event::Notified& e) const {
    return (e.upgrade ? "upgrade notified by unit" : "notified by unit") + number(e.unit);
  }
  std::string operator()(const event::Signalled& e) const { return "signalled" + number(e.signal); }
  std::string operator()(const event::StopAsked& e) const { return "stop asked" + number(e.signal); }
  std::string operator()(const event::RestartAsked& e) const {
    return "restart asked of unit" + number(e.unit);
  }
  std::string operator()(const event::Scheduled& e) const {
    return "scheduled unit" + number(e.unit) + " in" + number(e.in.count());
  }
  std::string operator()(const event::Extended& e) const {
    return "extended unit" + number(e.unit) + " by" + number(e.by.count());
  }
  std::string operator()(const event::WatchdogFed& e) const {
    return "watchdog fed by unit" + number(e.unit);
  }
  std::string operator()(const event::FoundUnhealthy& e) const {
    return "unit" + number(e.unit) + " is unhealthy";
  }
  std::string operator()(const event::DeadlineReached&) const { return "deadline reached"; }
  std::string operator()(const event::NoneLeft&) const { return "none left"; }
};

struct ActionText {
  std::string operator()(const action::Spawn& a) const {
    return "spawn child" + number(a.child) + " of unit" + number(a.unit) + " role" +
           number(static_cast<int>(a.role));
  }
  std::string operator()(const action::Exec& a) const { return "exec unit" + number(a.unit); }
  std::string operator()(const action::Check& a) const { return "check unit" + number(a.unit); }
  std::string operator()(const action::Signal& a) const {
    return "signal" + number(a.signal) +
           (a.target == core::SignalTarget::group ? " to the group of child" : " to child") + number(a.child);
  }
  std::string operator()(const action::Sweep& a) const { return "sweep" + number(a.signal); }
  std::string operator()(const action::EndGroup&) const { return "end the group that it left"; }
  std::string operator()(const action::Reload&) const { return "reload"; }
  std::string operator()(const action::Announce& a) const {
    return a.ready ? "announce ready" : "announce not ready";
  }
  std::string operator()(const action::Schedule& a) const { return "schedule unit" + number(a.unit); }
  std::string operator()(const action::Tell& a) const {
    return "tell news" + number(static_cast<int>(a.news)) + " unit" + number(a.unit) + " code" +
           number(a.code) + " after" + number(a.after.count());
  }
  std::string operator()(const action::Finish& a) const { return "finish" + number(a.code); }
};

std::string stop_text(const core::Unit& unit) {
  std::string text = unit.stop_to == core::SignalTarget::group ? "; stop group" : "; stop";
  for (const core::StopStep& step : unit.stop) text += number(step.signal) + "/" + time(step.wait);
  return text;
}

std::string unit_text(const core::Plan& plan, core::UnitId id) {
  const core::Unit& unit = plan.units[id];
  std::string text = "  unit" + number(id) + " kind" + number(static_cast<int>(unit.kind)) + " stage" +
                     number(static_cast<int>(unit.stage)) + " after" + ids(unit.after) + "; timeout " +
                     time(unit.timeout);
  if (unit.until) text += "; until" + number(*unit.until);
  if (unit.is_gate) text += "; gate";
  if (unit.gate)
    text += "; of gate" + number(*unit.gate) + " upgrade" + number(static_cast<int>(unit.on_upgrade));
  if (unit.kind == core::UnitKind::hook)
    return text + (unit.is_wait ? "; wait" : "") + (unit.skip ? "; skipped" : "") +
           (unit.schedule ? "; scheduled" : "") + (unit.condition ? "; condition" : "") +
           (unit.file_conditions.empty() ? "" : "; file condition") + "; retries" + number(unit.retries) +
           " backoff " + time(unit.backoff) + " to " + time(unit.backoff_max) +
           (unit.on_failure == core::OnFailure::warn ? "; warn" : "");
  text += "; ready by" + number(static_cast<int>(unit.ready.by)) + " in " + time(unit.ready.timeout) +
          " delay " + time(unit.ready.delay) + " watchdog " + time(unit.ready.watchdog);
  if (unit.live)
    text += "; live every " + time(unit.live->interval) + " timeout " + time(unit.live->timeout) +
            " failures" + number(unit.live->failures) + " action" +
            number(static_cast<int>(unit.live->action));
  return text + stop_text(unit) + "; restart" + number(static_cast<int>(unit.restart.when)) + " backoff " +
         time(unit.restart.backoff) + " limit" + number(unit.restart.limit) + " window " +
         time(unit.restart.window) + (unit.essential ? "; essential" : "") + (unit.bind ? "; bound" : "");
}

}  // namespace

std::string text_of(const core::Event& event) {
  return std::visit(EventText{}, event);
}

std::string text_of(const core::Action& action) {
  return std::visit(ActionText{}, action);
}

std::string describe(const core::Plan& plan) {
  std::string text = "plan: main" + number(plan.main) + " grace " + time(plan.grace) + " drain " +
                     time(plan.drain) + (plan.drain_until ? " until" : "") + " strays " +
                     time(plan.stray_grace) + (plan.mode == core::Mode::exec ? " exec" : "") + "\n";
  for (core::UnitId id = 0; id < plan.units.size(); ++id) text += unit_text(plan, id) + "\n";
  return text;
}

}  // namespace jeden::sim
