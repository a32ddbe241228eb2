// Between a program and a file, and wherever its lines are looked at, stands a process of our own binary: PID
// 1 never touches a program's output, and a renamed file can be opened anew.
#include <cstring>
#include <utility>

#include "base/signal.hpp"
#include "host/host.hpp"
#include "host/relay_words.hpp"

namespace jeden::host {

int Host::start_relay(core::ChildId program, core::UnitId unit, OpenStreams& streams,
                      base::Fd ready) noexcept {
  const Child* relay = nullptr;
  if (const int failure = spawn_relay(unit, streams, std::move(ready), relay))
    return spawn_failed(unit, core::exit_code::cannot_execute, "jeden relay", ::strerrordesc_np(failure));
  relays_.keep({relay->pid(), unit, program, std::move(streams.kept)});
  return 0;
}

int Host::spawn_relay(core::UnitId unit, OpenStreams& streams, base::Fd ready, const Child*& relay) noexcept {
  if (ready) streams.relay.put(5, std::move(ready));
  std::vector<std::string> words = relay_words(plan_.units[unit], streams);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  char* environment[] = {nullptr};
  Child& child = free_child();
  relay = &child;
  return child.spawn(&loop_, 0, surroundings_.own_binary.c_str(), arguments.data(), environment,
                     Place::session, streams.relay);
}

// It ends by itself when all is written, and by SIGKILL alone before that.
void Host::relay_exited(pid_t pid, core::ExitStatus status) noexcept {
  const RunningRelay* relay = relays_.find(pid);
  if (relay == nullptr) return;
  if (status.ok()) return relays_.ended(pid);
  log_.line(log::Level::warn, "relay_exited",
            {log::field("unit", plan_.units[relay->unit].name), log::field("pid", pid),
             log::field("code", status.shell_code()),
             log::field("signal", status.signal != 0 ? base::signal_name(status.signal) : std::string{})});
  relays_.died(pid);
}

void Host::relay_due(RunningRelay& relay) noexcept {
  const core::Unit& unit = plan_.units[relay.unit];
  const core::UnitState& state = supervisor_.state(relay.unit);
  OpenStreams streams;
  std::string error;
  const Child* child = nullptr;
  int failure = reopen_for_relay(unit.program, relay.inputs, streams, error);
  if (failure == 0) {
    base::Fd ready;
    if (unit.ready.by == core::ReadyBy::log && state.phase == core::UnitPhase::running &&
        state.program == relay.program)
      ready = open_ready_pipe(relay.unit);
    failure = spawn_relay(relay.unit, streams, std::move(ready), child);
    error = ::strerrordesc_np(failure);
  }
  if (failure == 0) {
    relay.pid = child->pid();
    log_.line(log::Level::debug, "relay_started",
              {log::field("unit", unit.name), log::field("pid", relay.pid)});
    return;
  }
  spawn_failed(relay.unit, core::exit_code::cannot_execute, "jeden relay", error);
}

void Host::relay_given_up(const RunningRelay& relay) noexcept {
  log_.line(log::Level::error, "relay_failed",
            {log::field("unit", plan_.units[relay.unit].name),
             log::field("reason", "it ended again and again: the output of the program is lost")});
}

}  // namespace jeden::host
