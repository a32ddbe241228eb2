// What the control socket is asked for.
#include <csignal>
#include <cstring>

#include "base/signal.hpp"
#include "host/host.hpp"
#include "host/status.hpp"

namespace jeden::host {
namespace {

std::string error(std::string_view message) {
  return "{\"error\":\"" + std::string{message} + "\"}";
}
// What could not have been answered at any time: the client's exit code for bad usage.
std::string misuse(std::string_view message) {
  return "{\"error\":\"" + std::string{message} + "\",\"usage\":true}";
}
constexpr std::string_view done = "{\"ok\":true}";

// The next word of a request; the rest stays.
std::string_view take_word(std::string_view& text) {
  const std::size_t end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

}  // namespace

// Without the socket (a read-only or missing directory) everything else works, and `jeden status` says why it
// does not.
void Host::open_control() {
  if (!plan_.from_file || plan_.control.empty() || plan_.mode == core::Mode::exec) return;
  ControlSink& sink = *this;
  control_ = std::make_unique<ControlSocket>(sink);
  const int failure = control_->open(&loop_, plan_.control);
  if (failure == 0) {
    log_.listen(*control_);
    return;
  }
  // Whoever asked for it by name should hear of it; the default path is often not writable, and not missed.
  const bool by_name = plan_.control != core::Plan{}.control;
  log_.line(by_name ? log::Level::warn : log::Level::debug, "control_unavailable",
            {log::field("file", plan_.control), log::field("reason", ::strerrordesc_np(failure))});
}

core::UnitId Host::unit_named(std::string_view name) const noexcept {
  for (core::UnitId id = 0; id < plan_.units.size(); ++id)
    if (plan_.units[id].name == name) return id;
  return core::no_unit;
}

std::string Host::answer(const std::string& request) {
  std::string_view rest = request;
  const std::string_view verb = take_word(rest), word = take_word(rest);
  if (verb == "status")
    return status_json(plan_, supervisor_, now(), [this](core::ChildId id) {
      const Child* child = find(id);
      return child != nullptr ? child->pid() : 0;
    });
  if (verb == "stop") {
    const auto signal = word.empty() ? std::optional{SIGTERM} : base::parse_signal(word);
    if (!signal) return misuse("not a signal");
    post(core::event::StopAsked{*signal});
    return std::string{done};
  }
  if (verb == "restart") {
    const core::UnitId unit = unit_named(word);
    if (unit == core::no_unit || plan_.units[unit].kind == core::UnitKind::hook)
      return misuse("no such program");
    post(core::event::RestartAsked{unit});
    return std::string{done};
  }
  if (verb == "ready") {
    const core::UnitId unit = unit_named(word);
    if (unit == core::no_unit || plan_.units[unit].kind == core::UnitKind::hook)
      return misuse("no such program");
    post(core::event::Notified{unit});
    return std::string{done};
  }
  if (verb == "signal") return answer_signal(word, rest);
  return misuse("unknown request");
}

std::string Host::answer_signal(std::string_view name, std::string_view unit_name) {
  const auto signal = base::parse_signal(name);
  if (!signal) return misuse("not a signal");
  const core::UnitId unit = unit_name.empty() ? plan_.main : unit_named(unit_name);
  if (unit == core::no_unit) return misuse("no such unit");
  const Child* child = find(supervisor_.state(unit).program);
  if (child == nullptr || child->id() == 0 || child->pid() == 0) return error("it does not run");
  child->signal(*signal, core::SignalTarget::process);
  return std::string{done};
}

}  // namespace jeden::host
