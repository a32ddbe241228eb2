#include "config/waits.hpp"

#include <array>

#include "config/reading.hpp"
#include "config/roles.hpp"
#include "config/url.hpp"

namespace jeden::config {
namespace {

// `table` is ready or live of `program`.
void require_urls(const Value& program, const Value& table, Loading& loading) {
  const Value* wait = usable(table, "wait");
  if (wait != nullptr && wait->type == Type::list && wait->items.empty())
    loading.faults.error(wait->span, "wait names no URL");
  if (is_of_role(program, loading)) check_urls(table, loading.environment, loading);
}

// The one key that says how a program becomes ready; empty, and reported, when it is not exactly one.
std::string_view ready_key(const Value& ready, Loading& loading) {
  constexpr std::array<std::string_view, 5> ways{"wait", "notify", "fd", "log", "delay"};
  std::string_view used;
  for (const std::string_view way : ways) {
    if (ready.find(way) == nullptr) continue;
    if (!used.empty())
      loading.faults.error(key_span(ready, way),
                           "ready has both " + std::string{used} + " and " + std::string{way},
                           "exactly one of wait, notify, fd, log and delay says when the program is ready");
    used = way;
  }
  if (used.empty())
    loading.faults.missing(ready.span, "ready does not say when the program is ready",
                           "exactly one of wait, notify, fd, log and delay is needed");
  for (const std::string_view only : {"interval", "fail_fast"})
    if (used != "wait" && !used.empty() && ready.find(only) != nullptr)
      loading.faults.error(key_span(ready, only), std::string{only} + " belongs to wait");
  return used;
}

}  // namespace

core::Program make_wait(const Value& table, const std::string& unit, base::Millis timeout,
                        const Loading& loading) {
  core::Program program;
  program.own_binary = true;
  program.words = {"jeden", "wait", "--stdin", "--unit", unit, "--timeout", base::to_text(timeout)};
  if (const auto interval = duration_of(table, "interval")) {
    program.words.emplace_back("--interval");
    program.words.push_back(base::to_text(*interval));
  }
  if (flag_of(table, "fail_fast")) program.words.emplace_back("--fail-fast");
  for (const std::string& url : texts_of(table, "wait")) program.input += url + '\n';
  program.environment = loading.environment.entries();
  program.standard_input.to = core::Stream::To::null;
  return program;
}

void check_urls(const Value& table, const Environment& environment, Loading& loading) {
  if (loading.main_alone) return;
  for (const Value* url : items_of(table, "wait")) {
    if (url->unknown) continue;
    const FormFault fault = refuse_url(url->text, environment, loading.surroundings.purpose);
    if (!fault.message.empty()) loading.faults.error(url->span, "wait: " + fault.message, fault.hint);
  }
}

core::Readiness read_readiness(const Value& program, const std::string& unit, Loading& loading) {
  core::Readiness readiness;
  const Value* ready = usable(program, "ready");
  if (ready == nullptr) return readiness;
  readiness.timeout = limit_of(*ready, "timeout");
  const std::string_view way = ready_key(*ready, loading);
  readiness.watchdog = duration_of(*ready, "watchdog");
  if (readiness.watchdog && way != "notify")
    loading.faults.error(key_span(*ready, "watchdog"), "watchdog belongs to notify");
  if (way == "wait") {
    readiness.by = core::ReadyBy::wait;
    require_urls(program, *ready, loading);
    readiness.wait = make_wait(*ready, unit, readiness.timeout.value_or(for_ever), loading);
    if (readiness.timeout) *readiness.timeout += wait_guard;
  } else if (way == "notify") {
    readiness.by = core::ReadyBy::notify;
  } else if (way == "fd") {
    readiness.by = core::ReadyBy::descriptor;
    readiness.descriptor = static_cast<int>(integer_of(*ready, "fd").value_or(3));
  } else if (way == "log") {
    readiness.by = core::ReadyBy::log;
    readiness.log_pattern = text_or(*ready, "log", "");
  } else if (way == "delay") {
    readiness.by = core::ReadyBy::delay;
    readiness.delay = duration_of(*ready, "delay").value_or(base::Millis{0});
  }
  return readiness;
}

std::optional<core::Liveness> read_liveness(const Value& program, const std::string& unit, Loading& loading) {
  const Value* live = usable(program, "live");
  if (live == nullptr) return std::nullopt;
  core::Liveness liveness;
  if (live->find("wait") == nullptr)
    loading.faults.missing(live->span, "live does not say what to probe: wait is missing");
  require_urls(program, *live, loading);
  liveness.interval = duration_of(*live, "interval").value_or(liveness.interval);
  liveness.timeout = duration_of(*live, "timeout").value_or(liveness.timeout);
  liveness.start_period = duration_of(*live, "start_period").value_or(liveness.start_period);
  liveness.failures = static_cast<unsigned>(integer_of(*live, "failures").value_or(liveness.failures));
  const std::string action = text_or(*live, "action", unit == "main" ? "stop" : "restart");
  if (action == "stop") liveness.action = core::LiveAction::stop;
  if (action == "log") liveness.action = core::LiveAction::log;
  Value probe = *live;  // its interval is the pause between two probes, not between two attempts of one
  std::erase_if(probe.entries, [](const Entry& entry) { return entry.key == "interval"; });
  liveness.probe = make_wait(probe, unit, liveness.timeout, loading);
  // A probe is one attempt, which may use all of the time.
  liveness.probe.words.emplace_back("--once");
  liveness.probe.words.emplace_back("--attempt-timeout");
  liveness.probe.words.push_back(base::to_text(liveness.timeout));
  liveness.timeout += wait_guard;  // the probe ends what it ran itself; a kill from outside would miss that
  return liveness;
}

}  // namespace jeden::config
