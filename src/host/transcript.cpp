#include "host/transcript.hpp"

#include <csignal>

#include "base/signal.hpp"
#include "core/names.hpp"

namespace jeden::host {
namespace {

using core::News;
using log::Level;

struct Wording {
  std::string_view event;
  Level level;
};

// What a gate does is told by itself; that it runs as a service is nobody's business.
bool is_silent(const core::Unit& unit, const core::action::Tell& news) {
  if (!unit.is_gate) return false;
  if (news.news == News::service_exited) return news.code == 0 || news.signal == SIGTERM;
  return news.news == News::service_started || news.news == News::service_ready ||
         news.news == News::stop_sent || news.news == News::reported;
}

// Another attempt follows, or the file says that it does not matter.
bool is_only_a_warning(const core::Unit& unit, const core::action::Tell& news) {
  return news.news == News::hook_failed &&
         (unit.on_failure == core::OnFailure::warn || news.attempt < news.of);
}

Wording wording_of(News news) {
  switch (news) {
    case News::hook_started: return {"hook_started", Level::info};
    case News::hook_succeeded: return {"hook_succeeded", Level::info};
    case News::hook_failed: return {"hook_failed", Level::error};
    case News::hook_stopped: return {"hook_stopped", Level::info};
    case News::hook_retried: return {"hook_retried", Level::warn};
    case News::hook_skipped:
    case News::done_before: return {"hook_skipped", Level::info};
    case News::hook_timed_out: return {"hook_timed_out", Level::warn};
    case News::service_started: return {"service_started", Level::info};
    case News::service_ready: return {"service_ready", Level::info};
    case News::service_exited: return {"service_exited", Level::info};
    case News::service_restarted: return {"service_restarted", Level::warn};
    case News::service_unhealthy: return {"service_unhealthy", Level::warn};
    case News::service_timed_out: return {"service_timed_out", Level::warn};
    case News::main_started: return {"main_started", Level::info};
    case News::main_ready: return {"main_ready", Level::info};
    case News::main_exited: return {"main_exited", Level::info};
    case News::main_restarted: return {"main_restarted", Level::warn};
    case News::main_unhealthy: return {"main_unhealthy", Level::warn};
    case News::main_timed_out: return {"main_timed_out", Level::warn};
    case News::ready_timed_out: return {"ready_timed_out", Level::error};
    case News::essential_ended: return {"essential_ended", Level::error};
    case News::needed_ended: return {"needed_ended", Level::error};
    case News::restart_limit_reached: return {"restart_limit_reached", Level::error};
    case News::stop_requested: return {"stop_requested", Level::info};
    case News::stop_hurried: return {"stop_hurried", Level::warn};
    case News::stop_forced: return {"stop_forced", Level::warn};
    case News::drain_started: return {"drain_started", Level::info};
    case News::stop_sent: return {"stop_sent", Level::info};
    case News::stop_command_failed: return {"stop_command_failed", Level::warn};
    case News::kill_sent: return {"kill_sent", Level::warn};
    case News::signal_forwarded: return {"signal_forwarded", Level::debug};
    case News::signal_ignored: return {"signal_ignored", Level::debug};
    case News::reported: return {"reported", Level::info};
    case News::ended: return {"ended", Level::info};
  }
  return {"unknown", Level::error};
}

log::Field optional(std::string_view key, std::int64_t value, bool present) {
  return {key, value, present};
}

}  // namespace

void tell(log::Log& log, const core::Plan& plan, const core::action::Tell& news, pid_t pid,
          std::string_view reason) {
  const core::Unit* unit = news.unit < plan.units.size() ? &plan.units[news.unit] : nullptr;
  Wording wording = wording_of(news.news);
  if (unit != nullptr && is_silent(*unit, news)) wording.level = Level::debug;
  if (unit != nullptr && is_only_a_warning(*unit, news)) wording.level = Level::warn;
  if (news.news == News::done_before) {
    reason = "done";
    if (unit != nullptr && unit->kind == core::UnitKind::service) wording.event = "service_skipped";
  }
  if (!log.wants(wording.level)) return;
  const std::string signal = news.signal != 0 ? base::signal_name(news.signal) : std::string{};
  log.line(wording.level, wording.event,
           {log::field("unit", unit != nullptr ? std::string_view{unit->name} : std::string_view{}),
            log::field("kind", unit != nullptr ? core::kind_name(*unit) : std::string_view{}),
            optional("pid", pid, pid > 0), optional("code", news.code, news.code >= 0),
            log::field("signal", signal), log::field("reason", reason),
            optional("after_ms", news.after.count(), news.after.count() >= 0),
            optional("stop_ms", news.stopping.count(), news.stopping.count() >= 0),
            optional("attempt", news.attempt, news.attempt > 0), optional("of", news.of, news.of > 0)});
}

}  // namespace jeden::host
