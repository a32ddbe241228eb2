#include "tools/wait_report.hpp"

#include <unistd.h>

#include <algorithm>

#include "probe/json_text.hpp"

namespace jeden::tools {
namespace {

using probe::Progress;

std::string seconds(base::Millis duration) {
  return std::to_string(duration.count() / 1000) + "s";
}

std::string to_json(const Progress& progress) {
  std::string text = "{\"url\":" + probe::to_json_text(progress.target->shown) +
                     ",\"ready\":" + (progress.verdict.is_ready() ? "true" : "false");
  if (const auto reason = probe::reason_text(progress.verdict); !reason.empty())
    text += ",\"reason\":" + probe::to_json_text(reason);
  if (!progress.verdict.detail.empty()) text += ",\"detail\":" + probe::to_json_text(progress.verdict.detail);
  return text + ",\"attempts\":" + std::to_string(progress.attempts) +
         ",\"after_ms\":" + std::to_string(progress.after.count()) + "}";
}

// A single attempt asks how somebody is who serves for a long time: only the answer "not well" is news.
bool is_probe(const WaitCommand& command) {
  return command.options.attempts == probe::WaitOptions::Attempts::one;
}

}  // namespace

WaitReport::WaitReport(const WaitCommand& command)
    : command_{command},
      log_{command.level, command.format},
      usual_{is_probe(command) ? log::Level::debug : log::Level::info},
      live_{command.format == log::Format::text && command.level <= log::Level::info && ::isatty(2) == 1} {
  log_.hide(command.mask);
}

void WaitReport::line(log::Level level, std::string_view event, const Progress& progress) {
  clear();
  const std::string reason = probe::reason_text(progress.verdict);
  log_.line(level, event,
            {log::field("unit", command_.unit),
             log::field("url", progress.target->shown),
             log::field("reason", reason),
             log::field("detail", progress.verdict.detail),
             {"attempt", progress.attempts, progress.attempts > 0 && !is_probe(command_)},
             {"after_ms", progress.after.count(), progress.attempts > 0}});
}

void WaitReport::started(const Progress& progress) {
  line(usual_, "wait_started", progress);
}
void WaitReport::pending(const Progress& progress) {
  line(usual_, "wait_pending", progress);
}
void WaitReport::succeeded(const Progress& progress) {
  line(usual_, "wait_succeeded", progress);
}
void WaitReport::failed(const Progress& progress) {
  if (is_probe(command_)) return line(log::Level::warn, "probe_failed", progress);
  line(log::Level::error, "wait_failed", progress);
}

void WaitReport::ticked(std::span<const Progress> all, base::Millis elapsed) {
  std::string text = "\r\x1b[K";
  const Progress* first = nullptr;
  for (const Progress& progress : all)
    if (!progress.verdict.is_ready() && first == nullptr) first = &progress;
  if (first == nullptr) return;
  const auto left =
      std::count_if(all.begin(), all.end(), [](const Progress& one) { return !one.verdict.is_ready(); });
  text += "waiting " + seconds(elapsed);
  if (command_.options.timeout)
    text += ", " + seconds(std::max(*command_.options.timeout - elapsed, base::Millis{0})) + " left";
  text += ": " + command_.mask.apply(first->target->shown);
  if (left > 1) text += " and " + std::to_string(left - 1) + " more";
  if (const auto reason = probe::reason_text(first->verdict); !reason.empty()) text += " (" + reason + ")";
  if (text.size() > 120) text.resize(120);
  shown_ = true;
  [[maybe_unused]] const ssize_t ignored = ::write(2, text.data(), text.size());
}

void WaitReport::clear() {
  if (!shown_) return;
  shown_ = false;
  constexpr std::string_view text = "\r\x1b[K";
  [[maybe_unused]] const ssize_t ignored = ::write(2, text.data(), text.size());
}

void tell_cause(const WaitCommand& command, const probe::WaitResult& result) {
  if (command.cause < 0) return;
  std::string text;
  for (const Progress& progress : result.waits) {
    if (progress.verdict.is_ready()) continue;
    text += (text.empty() ? "" : "; ") + progress.target->shown;
    if (const auto reason = probe::reason_text(progress.verdict); !reason.empty()) text += ": " + reason;
    if (!progress.verdict.detail.empty()) text += " (" + progress.verdict.detail + ")";
  }
  text = command.mask.apply(text);
  [[maybe_unused]] const ssize_t ignored = ::write(command.cause, text.data(), text.size());
}

std::string to_json(const probe::WaitResult& result) {
  const bool is_ready = result.end == probe::WaitResult::End::ready;
  std::string text = std::string{"{\"ready\":"} + (is_ready ? "true" : "false") +
                     ",\"after_ms\":" + std::to_string(result.after.count()) + ",\"waits\":[";
  for (const Progress& progress : result.waits) text += (text.ends_with('[') ? "" : ",") + to_json(progress);
  return text + "]}\n";
}

}  // namespace jeden::tools
