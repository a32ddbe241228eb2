// The actions of the core, performed.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "base/signal.hpp"
#include "host/cgroup.hpp"
#include "host/exports.hpp"
#include "host/file_condition.hpp"
#include "host/host.hpp"
#include "host/reason.hpp"
#include "host/schedule.hpp"
#include "host/transcript.hpp"
#include "process/signals.hpp"

namespace jeden::host {

Launch& Host::launch_of(core::UnitId unit, core::Role role) noexcept {
  UnitLaunches& launches = launches_[unit];
  switch (role) {
    case core::Role::program: break;
    case core::Role::condition: return *launches.condition;
    case core::Role::readiness: return *launches.readiness;
    case core::Role::liveness: return *launches.liveness;
    case core::Role::stop: return *launches.stop;
    case core::Role::drain: return *launches.drain;
  }
  return launches.program;
}

Child& Host::free_child() {
  for (const auto& child : children_)
    if (child->is_free()) return *child;
  return add_child();
}

int Host::spawn_failed(core::UnitId unit, int exit_code, std::string_view program,
                       std::string_view why) noexcept {
  refusal_ = why;
  log_.line(log::Level::error, "spawn_failed",
            {log::field("unit", plan_.units[unit].name), log::field("code", exit_code),
             log::field("reason", why), log::field("program", program)});
  return exit_code;
}

int Host::start(core::ChildId id, core::UnitId unit_id, core::Role role) noexcept {
  const core::Unit& unit = plan_.units[unit_id];
  Launch& launch = launch_of(unit_id, role);
  const core::Program& program = launch.program();
  const std::string_view word = program.words.front();
  const bool is_program = role == core::Role::program;
  const bool watched = is_program && unit.ready.by == core::ReadyBy::log;
  std::string file, error;
  if (const int code = launch.resolve(file, error)) return spawn_failed(unit_id, code, word, error);
  OpenStreams streams;
  // A hook writes to its file by itself, so that all is in there when it has ended: the next one may read it.
  const bool by_itself = unit.kind == core::UnitKind::hook && !program.capture;
  if (open_streams(program, by_itself ? Relaying::direct : Relaying::relayed, watched, streams, error) != 0)
    return spawn_failed(unit_id, core::exit_code::cannot_execute, word, error);
  base::Fd ready;
  if (watched) ready = open_ready_pipe(unit_id);
  if (is_program && unit.ready.by == core::ReadyBy::descriptor)
    streams.program.put(unit.ready.descriptor, open_ready_pipe(unit_id));
  if (is_program && has_exports(unit)) {
    base::Fd& exported = launches_[unit_id].exported = make_export_file();
    base::Fd copy{::fcntl(exported.get(), F_DUPFD_CLOEXEC, 0)};
    if (!copy)
      return spawn_failed(unit_id, core::exit_code::cannot_execute, word, "cannot make a file in memory");
    streams.program.put(unit.capture.empty() ? export_descriptor : 1, std::move(copy));
  }
  if (program.cause >= 0) {
    base::Fd& said = launches_[unit_id].cause = make_export_file();
    base::Fd copy{::fcntl(said.get(), F_DUPFD_CLOEXEC, 0)};
    if (copy) streams.program.put(program.cause, std::move(copy));
  }
  if (streams.needs_relay)
    if (const int code = start_relay(id, unit_id, streams, std::move(ready))) return code;
  const int failure = free_child().spawn(&loop_, id, file.c_str(), launch.arguments(), launch.environment(),
                                         launch.place(), streams.program);
  if (failure == 0) return 0;
  error = "cannot execute " + program.words.front() + ": " + ::strerrordesc_np(failure);
  return spawn_failed(
      unit_id, failure == ENOENT ? core::exit_code::not_found : core::exit_code::cannot_execute, word, error);
}

void Host::perform(const core::action::Spawn& spawn) noexcept {
  const bool is_program = spawn.role == core::Role::program;
  const int code = start(spawn.child, spawn.unit, spawn.role);
  if (is_program && code != 0) {
    last_failed_ = spawn.unit;
    last_failure_ = refusal_;
  } else if (is_program && last_failed_ == spawn.unit) {
    last_failure_.clear();
  }
  if (code != 0) return post(core::event::SpawnFailed{spawn.child, code});
  post(core::event::Spawned{spawn.child});
}

base::Fd Host::open_ready_pipe(core::UnitId unit) noexcept {
  for (const auto& pipe : ready_pipes_)
    if (pipe->is_open() && pipe->unit() == unit) pipe->close();  // of an earlier attempt
  for (const auto& pipe : ready_pipes_)
    if (pipe->is_free()) return pipe->open(&loop_, unit);
  ReadySink& sink = *this;
  ready_pipes_.push_back(std::make_unique<ReadyPipe>(sink));
  return ready_pipes_.back()->open(&loop_, unit);
}

void Host::perform(const core::action::Exec& exec) noexcept {
  Launch& launch = launches_[exec.unit].program;
  const core::Program& program = launch.program();
  std::string file, error;
  OpenStreams streams;
  const int code = launch.resolve(file, error);
  if (code != 0 || open_streams(program, Relaying::direct, false, streams, error) != 0) {
    spawn_failed(exec.unit, code != 0 ? code : core::exit_code::cannot_execute, program.words.front(), error);
    last_failed_ = exec.unit;
    last_failure_ = refusal_;
    return post(core::event::SpawnFailed{exec.child, code != 0 ? code : core::exit_code::cannot_execute});
  }
  log_.line(log::Level::info, "main_started",
            {log::field("unit", plan_.units[exec.unit].name), log::field("kind", "main"),
             log::field("pid", ::getpid()), log::field("mode", "exec")});
  move_into_place(streams.program);
  process::restore(surroundings_.signals);
  ::execve(file.c_str(), launch.arguments(), launch.environment());
  // The handlers are gone, so that this process can be an init no longer.
  const int failure = errno;
  spawn_failed(exec.unit, 0, program.words.front(), ::strerrordesc_np(failure));
  ::_exit(failure == ENOENT ? core::exit_code::not_found : core::exit_code::cannot_execute);
}

void Host::perform(const core::action::Check& check) noexcept {
  unmet_[check.unit] = nullptr;
  for (const core::FileCondition& condition : plan_.units[check.unit].file_conditions)
    if (unmet_[check.unit] == nullptr && host::holds(condition) != condition.must_hold)
      unmet_[check.unit] = &condition;
  post(core::event::ConditionChecked{check.unit, unmet_[check.unit] == nullptr});
}

void Host::perform(const core::action::Signal& signal) noexcept {
  if (const Child* child = find(signal.child)) {
    // Before it is dead and its control group can no longer be found.
    if (signal.signal == SIGKILL && standing_ == Standing::init && child->pid() > 0 &&
        kill_cgroup_of(child->pid()))
      log_.line(log::Level::debug, "cgroup_killed", {log::field("pid", child->pid())});
    child->signal(signal.signal, signal.target);
    if (signal.wake == core::Wake::yes) child->wake(signal.target);
  }
  for (const LingeringGroup& group : lingering_)
    if (group.child == signal.child && signal.target == core::SignalTarget::group)
      ::kill(-group.group, signal.signal);
}

void Host::perform(const core::action::EndGroup& end) noexcept {
  if (const Child* child = find(end.child)) child->end_group();
}

void Host::perform(const core::action::Sweep& sweep) noexcept {
  // It answers until all is over, so that nobody takes a container that still works for one that is gone.
  // Among those that are left it is known by its entry in /proc.
  const std::vector<Stray> strays = list_strays(standing_);
  if (strays.empty() || supervisor_.life() >= core::Life::clearing) close_endpoint();
  if (none_left(standing_, endpoint_.pid())) return post(core::event::NoneLeft{});
  // A relay still has output to write. One that has only just been started does not ignore SIGTERM yet.
  std::vector<pid_t> relays;
  for (const auto& child : children_)
    if (child->is_running() && child->id() == 0) relays.push_back(child->pid());
  for (const Stray& stray : strays) {
    if (own_child(stray.pid) != nullptr) continue;
    log_.line(log::Level::warn, sweep.signal == SIGKILL ? "stray_killed" : "stray_stopped",
              {log::field("pid", stray.pid), log::field("name", stray.name)});
  }
  if (sweep.signal == SIGKILL) relays_.forget();
  signal_strays(standing_, sweep.signal, relays);
  sweeping_ = true;
  poll_while_needed();
}

void Host::perform(const core::action::Reload&) noexcept {
  log_.line(log::Level::info, "outputs_reopened", {});
  for (const auto& child : children_)
    if (child->is_running() && child->id() == 0) child->signal(SIGURG, core::SignalTarget::process);
}

// Readiness upwards, for whoever waits for the container: the protocol of sd_notify(3), and a file.
void Host::perform(const core::action::Announce& announce) noexcept {
  notify_upwards(surroundings_.notify_socket, announce.ready ? "READY=1" : "STOPPING=1");
  if (plan_.ready_file.empty()) return;
  if (!announce.ready) {
    ::unlink(plan_.ready_file.c_str());
    return;
  }
  const base::Fd file{::open(plan_.ready_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644)};
  if (!file)
    log_.line(log::Level::warn, "ready_file_failed",
              {log::field("reason", ::strerrordesc_np(errno)), log::field("file", plan_.ready_file)});
}

void Host::perform(const core::action::Schedule& schedule) noexcept {
  const core::Schedule& when = *plan_.units[schedule.unit].schedule;
  post(core::event::Scheduled{schedule.unit, next_run(when, schedule.since, std::time(nullptr))});
}

std::string Host::reason_for(const core::action::Tell& news) const {
  if (news.killed) return "did not end before it was killed";
  if (news.news == core::News::reported) return ignored_by(plan_.units[news.unit], news.stop_steps);
  const bool has_waited = news.news == core::News::hook_failed || news.news == core::News::ready_timed_out;
  if (has_waited) return launches_[news.unit].why;
  if (news.why == core::Why::probes && !launches_[news.unit].why.empty())
    return std::string{reason_of(news.why)} + ": " + launches_[news.unit].why;
  if (news.news == core::News::ended && news.code != 0) return last_failure();
  const bool known = news.why == core::Why::file && unmet_[news.unit] != nullptr;
  return known ? text(*unmet_[news.unit]) : std::string{reason_of(news.why)};
}

void Host::perform(const core::action::Tell& news) noexcept {
  const Child* child = news.child != 0 ? find(news.child) : nullptr;
  tell(log_, plan_, news, child != nullptr ? child->pid() : 0, reason_for(news));
}

// What could not be started, or what ran out of memory, is worth a word only where it is the cause.
std::string Host::last_failure() const {
  const core::Cause& cause = supervisor_.cause();
  const bool has_waited = cause.of == core::Cause::Of::hook_failed ||
                          cause.of == core::Cause::Of::not_ready || cause.of == core::Cause::Of::unhealthy;
  if (const std::string& why = launches_[cause.unit].why; has_waited && !why.empty())
    return reason_of_end(plan_, supervisor_, why);
  const bool concerns = last_failed_ == core::no_unit || last_failed_ == cause.unit;
  return reason_of_end(plan_, supervisor_, concerns ? std::string_view{last_failure_} : std::string_view{});
}

void Host::perform(const core::action::Finish& finish) noexcept {
  code_ = finish.code;
  if (standing_ != Standing::init) end_endpoint();
  close_handles();
}

}  // namespace jeden::host
