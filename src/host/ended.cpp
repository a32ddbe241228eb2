// What follows from the end of a child.
#include <algorithm>
#include <csignal>
#include <utility>

#include "host/exports.hpp"
#include "host/host.hpp"

namespace jeden::host {

void Host::child_exited(core::ChildId child, pid_t pid, core::ExitStatus status) noexcept {
  log_.line(log::Level::trace, "child_exited",
            {log::field("pid", pid), log::field("code", status.shell_code()), log::field("child", child)});
  check_oom(pid, child, status);
  learn(child, status);
  learn_cause(child, status);
  if (child != 0) post(core::event::ChildExited{child, status, note_group_left(child, pid)});
  if (pid == endpoint_.pid()) endpoint_exited();
  if (child == 0) relay_exited(pid, status);
  check_none_left();
}

Child* Host::own_child(pid_t pid) const noexcept {
  for (const auto& child : children_)
    if (child->pid() == pid) return child.get();
  return nullptr;
}

// A helper that belongs to no unit any more was dropped, which means killed.
bool Host::was_killed_by_us(core::ChildId child, core::UnitId unit) const noexcept {
  if (unit != core::no_unit) return supervisor_.state(unit).killed;
  return child != 0 || sweeping_;
}

// The kernel counts, and does not say whom it took. A child that ended by a SIGKILL that is not ours is who
// it was; when the end of another one finds the counter higher, it was somebody whom another process has
// collected, which may well be why this one ends.
void Host::check_oom(pid_t pid, core::ChildId child, core::ExitStatus status) noexcept {
  const core::UnitId unit = supervisor_.unit_of(child);
  const bool is_taken = status.signal == SIGKILL && !was_killed_by_us(child, unit);
  const bool is_program = unit != core::no_unit && supervisor_.state(unit).program == child;
  if ((!is_taken && !is_program) || !oom_ || !oom_->killed_one()) return;
  const auto limit = oom_->limit();
  const core::UnitId whose = is_taken ? unit : core::no_unit;
  log_.line(log::Level::error, "oom_killed",
            {log::field("unit", whose != core::no_unit ? std::string_view{plan_.units[whose].name}
                                                       : std::string_view{}),
             log::Field{"pid", static_cast<std::int64_t>(pid), is_taken},
             log::field("reason", is_taken ? "" : "a process that its own parent has collected"),
             log::Field{"limit_bytes", static_cast<std::int64_t>(limit.value_or(0)), limit.has_value()}});
  last_failure_ = whose != core::no_unit ? "out of memory" : "a process had run out of memory";
  last_failed_ = whose;
}

void Host::reaped(pid_t pid, pid_t group, core::ExitStatus status) noexcept {
  if (Child* child = own_child(pid)) return child->exited(status);
  check_oom(pid, 0, status);
  log_.line(log::Level::debug, "orphan_reaped",
            {log::field("pid", pid), log::field("code", status.shell_code())});
  if (group > 0)
    for (LingeringGroup& lingering : lingering_)
      if (lingering.group == group) lingering.last = status;
  if (!lingering_.empty()) check_groups();
  check_none_left();
}

// A hook that has ended well may say something to what starts after it. What it says is read when it has
// ended, from memory, so that nobody is waited for.
void Host::learn(core::ChildId child, core::ExitStatus& status) noexcept {
  const core::UnitId id = supervisor_.unit_of(child);
  if (id == core::no_unit || supervisor_.state(id).program != child) return;
  const core::Unit& unit = plan_.units[id];
  const base::Fd file = std::move(launches_[id].exported);
  if (!file || !status.ok() || supervisor_.state(id).phase != core::UnitPhase::running) return;
  const Exported exported = read_exports(file.get(), unit);
  if (!exported.error.empty()) {
    log_.line(log::Level::error, "export_failed",
              {log::field("unit", unit.name), log::field("reason", exported.error)});
    status = core::ExitStatus{1, 0};
    return;
  }
  for (const auto& [name, value] : exported.variables) {
    log_.line(log::Level::info, "variable_set", {log::field("unit", unit.name), log::field("name", name)});
    for (core::UnitId other = 0; other < plan_.units.size(); ++other) set_variable(other, name, value);
  }
}

void Host::learn_cause(core::ChildId child, core::ExitStatus status) noexcept {
  const core::UnitId id = supervisor_.unit_of(child);
  if (id == core::no_unit) return;
  const core::UnitState& state = supervisor_.state(id);
  const core::Role role = state.program == child ? core::Role::program : state.helper_role;
  if (launch_of(id, role).program().cause < 0) return;
  const base::Fd file = std::move(launches_[id].cause);
  launches_[id].why = file && !status.ok() ? read_cause(file.get()) : std::string{};
}

void Host::set_variable(core::UnitId id, std::string_view name, std::string_view value) {
  const auto& forgotten = plan_.forgotten;
  if (id == plan_.main && std::find(forgotten.begin(), forgotten.end(), name) != forgotten.end()) return;
  UnitLaunches& launches = launches_[id];
  launches.program.set_variable(name, value);
  for (auto* launch :
       {&launches.condition, &launches.readiness, &launches.liveness, &launches.stop, &launches.drain})
    if (*launch) (*launch)->set_variable(name, value);
}

}  // namespace jeden::host
