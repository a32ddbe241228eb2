#include "host/reason.hpp"

#include <algorithm>

#include "base/signal.hpp"
#include "core/names.hpp"

namespace jeden::host {
namespace {

using core::Cause;

std::string named(const core::Unit& unit) {
  if (unit.kind == core::UnitKind::main) return "main";
  return std::string{core::kind_name(unit)} + " " + unit.name;
}

std::string how(core::ExitStatus status) {
  return status.signal != 0 ? " was ended by " + base::signal_name(status.signal)
                            : " ended with code " + std::to_string(status.code);
}

std::string seconds(core::Millis time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s"
                                  : std::to_string(time.count()) + " ms";
}

std::string of_hook(const core::Unit& unit, const Cause& cause) {
  const bool waited = unit.is_wait && cause.status.code == core::exit_code::timed_out;
  if (!cause.overran && !waited) return how(cause.status);
  if (unit.is_wait) return " waited in vain";  // its own timeout is a little less than the hook's
  return " was not done in time" + (unit.timeout ? ", " + seconds(*unit.timeout) : std::string{});
}

std::string of_main(const core::Plan& plan, const core::Supervisor& supervisor) {
  const core::UnitState& main = supervisor.state(plan.main);
  return "main" + how(main.program != 0 ? core::ExitStatus{0, 9} : main.status);
}

}  // namespace

std::string reason_of_end(const core::Plan& plan, const core::Supervisor& supervisor,
                          std::string_view remark) {
  const Cause& cause = supervisor.cause();
  const core::Unit& unit = plan.units[cause.unit];
  std::string text;
  switch (cause.of) {
    case Cause::Of::nothing: return std::string{remark};
    case Cause::Of::asked:
      text = "asked to stop by " + base::signal_name(cause.status.signal);
      return text + (cause.begun ? "; " + of_main(plan, supervisor) : " before main was started");
    case Cause::Of::main_ended:
      text = cause.overran ? "main ran longer than its timeout" : of_main(plan, supervisor);
      break;
    case Cause::Of::hook_failed: text = named(unit) + of_hook(unit, cause); break;
    case Cause::Of::essential_ended:
      text = "the essential " + named(unit) +
             (cause.overran ? " ran longer than its timeout" : how(cause.status));
      break;
    case Cause::Of::needed_ended: text = named(unit) + how(cause.status) + ", and others wait for it"; break;
    case Cause::Of::restart_limit:
      text = named(unit) + how(cause.status) + ", and has been restarted too often";
      break;
    case Cause::Of::not_ready: text = named(unit) + " was not ready in time"; break;
    case Cause::Of::unhealthy: text = named(unit) + " is not well"; break;
  }
  if (!remark.empty()) text.append(": ").append(remark);
  return text;
}

std::string_view reason_of(core::Why why) noexcept {
  switch (why) {
    case core::Why::none: return {};
    case core::Why::environment: return "the environment, facts or roles";
    case core::Why::file: return "a file";
    case core::Why::condition: return "if_command failed";
    case core::Why::condition_overran: return "if_command gave no answer in time";
    case core::Why::probes: return "its probes failed";
    case core::Why::watchdog: return "nothing was heard from it in time";
    case core::Why::said: return "it says so";
  }
  return {};
}

std::string ignored_by(const core::Unit& unit, std::size_t steps) {
  std::string text;
  for (std::size_t step = 0; step + 1 < std::min(steps, unit.stop.size()); ++step) {
    const int signal = unit.stop[step].signal;
    text += text.empty() ? "did not end by " : ", ";
    text += signal == core::StopStep::command ? "its stop command"
            : signal == 0                     ? "the stop signal"
                                              : base::signal_name(signal);
  }
  return text;
}

std::string text(const core::FileCondition& condition) {
  std::string key = condition.must_hold ? "if_" : "unless_";
  switch (condition.look) {
    case core::FileCondition::Look::exists: key += "exists "; break;
    case core::FileCondition::Look::mounted: key += "mounted "; break;
    case core::FileCondition::Look::writable: key += "writable "; break;
  }
  return key + condition.path;
}

}  // namespace jeden::host
