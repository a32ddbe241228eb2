#include "config/units.hpp"

#include <algorithm>

#include "config/form.hpp"
#include "config/hook.hpp"
#include "config/once.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"
#include "config/waits.hpp"

namespace jeden::config {
namespace {

std::vector<core::StopStep> read_stop(const Value& table, Loading& loading) {
  const auto single = text_of(table, "stop_signal");
  const Value* steps = usable(table, "stop");
  if (single && steps != nullptr)
    loading.faults.error(key_span(table, "stop_signal"), "stop and stop_signal contradict each other",
                         "the first step of stop is the stop signal");
  if (steps == nullptr) return {{base::parse_signal(single.value_or("TERM")).value_or(15), std::nullopt}};
  if (steps->items.empty()) loading.faults.error(steps->span, "stop has no step");
  std::vector<core::StopStep> sequence;
  for (const Value& step : steps->items) {
    if (step.wrong) continue;
    if (step.find("signal") == nullptr) loading.faults.missing(step.span, "this step of stop has no signal");
    const auto signal = base::parse_signal(text_or(step, "signal", "TERM"));
    sequence.push_back({signal.value_or(15), duration_of(step, "wait")});
  }
  return sequence;
}

void read_stop_command(const Value& table, core::Unit& unit, Loading& loading) {
  const Value* command = usable(table, "stop_command");
  if (command == nullptr) return;
  for (const std::string_view other : {"stop", "stop_signal"})
    if (table.find(other) != nullptr)
      loading.faults.error(key_span(table, other),
                           std::string{other} + " and stop_command contradict each other",
                           "one of them says how the program is stopped");
  if (command->items.empty()) loading.faults.error(command->span, "stop_command names no program");
  unit.stop_command = unit.program;
  unit.stop_command->words = texts_of(table, "stop_command");
  unit.stop_command->capture.reset();
  unit.stop_command->standard_input = {core::Stream::To::null, {}};
  unit.stop = {{core::StopStep::command, std::nullopt}, {15, std::nullopt}};  // the signal when it fails
}

// What main and services have in common.
core::Unit read_running(const Value& table, const std::string& name, const Role& role, Loading& loading) {
  core::Unit unit;
  unit.name = name;
  unit.program = read_program(table, role, loading);
  unit.timeout = limit_of(table, "timeout");
  unit.ready = read_readiness(table, name, loading);
  unit.live = read_liveness(table, name, loading);
  unit.stop = read_stop(table, loading);
  if (text_or(table, "stop_to", "main") == "group") unit.stop_to = core::SignalTarget::group;
  read_stop_command(table, unit, loading);
  unit.bind = flag_of(table, "bind");
  return unit;
}

core::Unit read_main(const Value& table, Loading& loading) {
  core::Unit unit = read_running(table, "main", {"[main]", core::Stream::To::inherit}, loading);
  unit.kind = core::UnitKind::main;
  unit.essential = true;
  return unit;
}

core::RestartPolicy read_restart(const Value& table) {
  core::RestartPolicy policy;
  const std::string when = text_or(table, "restart", "never");
  if (when == "on_failure") policy.when = core::Restart::on_failure;
  if (when == "always") policy.when = core::Restart::always;
  policy.backoff = duration_of(table, "backoff").value_or(policy.backoff);
  policy.backoff_max =
      duration_of(table, "backoff_max").value_or(std::max(policy.backoff, policy.backoff_max));
  policy.limit = static_cast<unsigned>(integer_of(table, "restart_limit").value_or(policy.limit));
  policy.window = duration_of(table, "restart_window").value_or(policy.window);
  return policy;
}

core::Unit read_service(const Entry& entry, Loading& loading) {
  const std::string title = "service " + entry.key;
  if (!is_unit_name(entry.key))
    loading.faults.error(entry.span, "a service cannot have this name", std::string{unit_name_rule});
  const bool like_main = entry.value.find("like_main") != nullptr;
  if (like_main && has_command(entry.value))
    loading.faults.error(key_span(entry.value, "like_main"), title + " has both like_main and a command");
  if (!like_main && !has_command(entry.value))
    loading.faults.missing(entry.span, title + " has no command", "command = [\"program\", \"argument\"]");
  core::Unit unit = read_running(entry.value, entry.key, {title, core::Stream::To::null}, loading);
  unit.kind = core::UnitKind::service;
  unit.restart = read_restart(entry.value);
  unit.essential = flag_of(entry.value, "essential");
  return unit;
}

}  // namespace

std::vector<Draft> read_units(const Value& root, Loading& loading) {
  static const Value nothing{};
  std::vector<Draft> drafts;
  std::size_t number = 0;
  const auto full = [&](Span span) {
    if (drafts.size() < most_units) return false;
    loading.faults.error(span, "more than " + std::to_string(most_units) + " hooks and services");
    return true;
  };
  for (const Value* table : items_of(root, "hook")) {
    if (full(table->span)) return drafts;
    const Value* name = usable(*table, "name");
    drafts.push_back(
        {read_hook(*table, ++number, loading), table, name != nullptr ? name->span : table->span});
  }
  if (const Value* services = usable(root, "service")) {
    for (const Entry& entry : services->entries) {
      if (entry.value.wrong) continue;
      if (full(entry.span)) return drafts;
      drafts.push_back({read_service(entry, loading), &entry.value, entry.span});
    }
  }
  for (Draft& draft : read_groups(root, loading)) {
    if (full(draft.span)) return drafts;
    drafts.push_back(std::move(draft));
  }
  const Value* main = usable(root, "main");
  drafts.push_back({read_main(main != nullptr ? *main : nothing, loading), main != nullptr ? main : &nothing,
                    key_span(root, "main")});
  return drafts;
}

}  // namespace jeden::config
