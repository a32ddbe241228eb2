#include "config/shutdown.hpp"

#include <algorithm>
#include <array>
#include <csignal>

#include "config/form.hpp"
#include "config/reading.hpp"
#include "config/waits.hpp"

namespace jeden::config {
namespace {

using core::OnSignal, core::SignalRule;

constexpr int systemd_stop = 37;  // SIGRTMIN+3, what container managers send to an init of systemd's kind

SignalRule rule_of(const std::string& text) {
  if (text == "stop") return {OnSignal::stop, 0};
  if (text == "forward") return {OnSignal::forward, 0};
  if (text == "ignore") return {OnSignal::ignore, 0};
  if (text == "reload") return {OnSignal::reload, 0};
  return {OnSignal::send, base::parse_signal(text).value_or(0)};
}

void usual_rules(core::Plan& plan) {
  plan.signals.fill({OnSignal::forward, 0});
  plan.signals[SIGCHLD] = {OnSignal::ignore, 0};
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGPWR, systemd_stop})
    plan.signals[static_cast<std::size_t>(signal)] = {OnSignal::stop, 0};
  // The signal that stops main is the one that its image declares as STOPSIGNAL. Forwarding it would stop
  // main, too, but not before main runs.
  for (const core::StopStep& step : plan.units[plan.main].stop) {
    if (base::can_be_caught(step.signal) && step.signal != SIGCHLD)
      plan.signals[static_cast<std::size_t>(step.signal)] = {OnSignal::stop, 0};
    break;
  }
}

void read_signals(const Value& table, core::Plan& plan, Loading& loading) {
  std::array<bool, base::last_signal + 1> seen{};
  for (const Entry& entry : table.entries) {
    const auto signal = base::parse_signal(entry.key);
    if (!signal) {
      loading.faults.error(entry.span, entry.key + " is not a signal", signal_hint(entry.key));
      continue;
    }
    const auto index = static_cast<std::size_t>(*signal);
    if (*signal == SIGCHLD || !base::can_be_caught(*signal))
      loading.faults.error(
          entry.span,
          base::signal_name(*signal) +
              (*signal == SIGCHLD ? " tells jeden that a process has ended" : " cannot be caught"),
          "leave it out");
    else if (seen[index])
      loading.faults.error(entry.span, base::signal_name(*signal) + " has two rules");
    else if (!entry.value.wrong && !entry.value.unknown)
      plan.signals[index] = rule_of(entry.value.text);
    seen[index] = true;
  }
  const bool stoppable = std::any_of(plan.signals.begin(), plan.signals.end(),
                                     [](const SignalRule& rule) { return rule.action == OnSignal::stop; });
  if (!stoppable)
    loading.faults.warning(table.span,
                           "no signal asks for a stop, so that only a kill can end the container");
}

}  // namespace

void read_shutdown(const Value& root, core::Plan& plan, Loading& loading) {
  usual_rules(plan);
  const Value* shutdown = usable(root, "shutdown");
  if (shutdown == nullptr) return;
  plan.drain = duration_of(*shutdown, "drain").value_or(plan.drain);
  if (usable(*shutdown, "drain_until") != nullptr) {
    Value wait = *shutdown;  // the same form as a hook's wait, under another name
    for (Entry& entry : wait.entries)
      if (entry.key == "drain_until") entry.key = "wait";
    check_urls(wait, loading.environment, loading);
    plan.drain_until = make_wait(wait, "drain", plan.drain, loading);
  }
  plan.stray_grace = duration_of(*shutdown, "stray_grace").value_or(plan.stray_grace);
  if (const Value* signals = usable(*shutdown, "signals")) read_signals(*signals, plan, loading);
}

void read_init(const Value& root, core::Plan& plan) {
  const Value* init = usable(root, "init");
  if (init == nullptr) return;
  plan.grace = duration_of(*init, "grace").value_or(*plan.grace);
  plan.log.level = text_or(*init, "log_level", plan.log.level);
  plan.log.format = text_or(*init, "log_format", plan.log.format);
  plan.control = text_or(*init, "control", plan.control);
  plan.ready_file = text_or(*init, "ready_file", plan.ready_file);
  plan.ready_listen = text_or(*init, "ready_listen", plan.ready_listen);
  plan.termination_log = text_or(*init, "termination_log", plan.termination_log);
}

}  // namespace jeden::config
