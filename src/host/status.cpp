#include "host/status.hpp"

#include <unistd.h>

#include <array>
#include <climits>

#include "base/signal.hpp"
#include "core/names.hpp"
#include "host/streams.hpp"

namespace jeden::host {
namespace {

using core::Life, core::Outcome, core::UnitPhase;

std::string_view name_of(Life life) {
  switch (life) {
    case Life::up: return "up";
    case Life::draining: return "draining";
    case Life::stop_hooks: return "stop_hooks";
    case Life::stopping: return "stopping";
    case Life::services: return "services";
    case Life::sweeping: return "sweeping";
    case Life::ending: return "ending";
    case Life::clearing: return "clearing";
    case Life::done: return "done";
  }
  return {};
}

std::string_view name_of(UnitPhase phase) {
  switch (phase) {
    case UnitPhase::waiting: return "waiting";
    case UnitPhase::checking: return "checking";
    case UnitPhase::running: return "running";
    case UnitPhase::ready: return "ready";
    case UnitPhase::pausing: return "pausing";
    case UnitPhase::stopping: return "stopping";
    case UnitPhase::ended: return "ended";
  }
  return {};
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::none: return "none";
    case Outcome::succeeded: return "succeeded";
    case Outcome::failed: return "failed";
    case Outcome::skipped: return "skipped";
    case Outcome::cancelled: return "cancelled";
  }
  return {};
}

class Object {
 public:
  void text(std::string_view key, std::string_view value) {
    name(key);
    json_ += '"';
    escape(value);
    json_ += '"';
  }
  void number(std::string_view key, std::int64_t value) {
    name(key);
    json_ += std::to_string(value);
  }
  std::string take() { return std::move(json_) + "}"; }

 private:
  void name(std::string_view key) {
    json_ += json_.size() > 1 ? ",\"" : "\"";
    json_ += key;
    json_ += "\":";
  }
  void escape(std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20) {
        json_ += "\\u00";
        json_ += digits[byte >> 4U];
        json_ += digits[byte & 15U];
        continue;
      }
      if (c == '"' || c == '\\') json_ += '\\';
      json_ += c;
    }
  }
  std::string json_ = "{";
};

// A path as whoever asks can open it, or "inherit", "null", "stdout".
std::string output_of(const core::Program& program, const core::Stream& stream) {
  const std::string& path = output_file(program, stream);
  if (stream.to == core::Stream::To::null) return "null";
  if (stream.to == core::Stream::To::output) return "stdout";
  if (path.empty() || path.starts_with('/')) return path.empty() ? "inherit" : path;
  std::array<char, PATH_MAX> directory;
  return ::getcwd(directory.data(), directory.size()) != nullptr ? std::string{directory.data()} + "/" + path
                                                                 : path;
}

std::string unit_json(const core::Unit& unit, const core::UnitState& state, core::Instant now, pid_t pid) {
  Object object;
  object.text("unit", unit.name);
  object.text("kind", core::kind_name(unit));
  object.text("phase", name_of(state.phase));
  if (state.phase == UnitPhase::ended) object.text("outcome", name_of(state.outcome));
  if (pid > 0) object.number("pid", pid);
  if (state.program != 0) object.number("up_ms", (now - state.since).count());
  if (state.attempt > 0) object.number("attempt", state.attempt);
  if (state.ready_after.count() >= 0) object.number("ready_after_ms", state.ready_after.count());
  if (state.ran.count() >= 0) {
    object.number("last_code", state.status.shell_code());
    object.number("last_ran_ms", state.ran.count());
    if (state.status.signal != 0) object.text("last_signal", base::signal_name(state.status.signal));
  }
  if (state.started_after.count() >= 0) object.number("started_after_ms", state.started_after.count());
  object.text("stdout", output_of(unit.program, unit.program.standard_output));
  object.text("stderr", output_of(unit.program, unit.program.standard_error));
  return object.take();
}

}  // namespace

std::string status_json(const core::Plan& plan, const core::Supervisor& supervisor, core::Instant now,
                        const std::function<pid_t(core::ChildId)>& pid_of) {
  std::string json = "{\"life\":\"" + std::string{name_of(supervisor.life())} +
                     "\",\"ready\":" + (supervisor.is_ready() ? "true" : "false") + ",\"units\":[";
  for (core::UnitId id = 0; id < plan.units.size(); ++id) {
    const core::UnitState& state = supervisor.state(id);
    if (id > 0) json += ',';
    json += unit_json(plan.units[id], state, now, state.program != 0 ? pid_of(state.program) : 0);
  }
  return json + "]}";
}

}  // namespace jeden::host
