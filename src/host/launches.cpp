// Every program of the plan, made ready to be started once the loop runs.
#include "host/exports.hpp"
#include "host/host.hpp"

namespace jeden::host {

void Host::prepare_launches() {
  const bool by_file = plan_.from_file;
  // A launch keeps the address of its program, so that only programs of the plan itself may come in here.
  core::UnitId owner = 0;
  const auto helper = [&](const core::Program* program) -> std::optional<Launch> {
    if (program == nullptr) return std::nullopt;
    return Launch{*program, surroundings_, Place::session, Foreground::no,
                  Extras{plan_.units[owner].name, by_file, {}, false, -1}};
  };
  const auto address = [](const std::optional<core::Program>& program) {
    return program ? &*program : nullptr;
  };
  launches_.reserve(plan_.units.size());
  for (core::UnitId id = 0; id < plan_.units.size(); ++id) {
    const core::Unit& unit = plan_.units[id];
    owner = id;
    const bool is_main = unit.kind == core::UnitKind::main;
    Extras extras{unit.name, by_file && !(is_main && plan_.mode == core::Mode::exec), {}, false, -1};
    if (unit.ready.by == core::ReadyBy::descriptor) extras.descriptor = unit.ready.descriptor;
    if (!unit.exports.empty()) extras.descriptor = export_descriptor;
    if (unit.ready.by == core::ReadyBy::notify) {
      NotifySink& sink = *this;
      notify_sockets_.push_back(std::make_unique<NotifySocket>(sink));
      extras.environment.push_back("NOTIFY_SOCKET=" + notify_sockets_.back()->bind(id));
      if (unit.ready.watchdog)
        extras.environment.push_back("WATCHDOG_USEC=" + std::to_string(unit.ready.watchdog->count() * 1000));
    }
    const Foreground foreground = is_main && surroundings_.has_terminal ? Foreground::yes : Foreground::no;
    launches_.push_back({Launch{unit.program, surroundings_, is_main ? Place::group : Place::session,
                                foreground, std::move(extras)},
                         helper(address(unit.condition)),
                         helper(address(unit.ready.wait)),
                         helper(unit.live ? &unit.live->probe : nullptr),
                         helper(address(unit.stop_command)),
                         helper(is_main ? address(plan_.drain_until) : nullptr),
                         {},
                         {},
                         {}});
  }
}

}  // namespace jeden::host
