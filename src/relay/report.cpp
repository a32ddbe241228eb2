#include "relay/report.hpp"

#include <cstring>

namespace jeden::relay {
namespace {

std::string because(std::string_view what, std::string_view target, int error) {
  std::string text{what};
  if (!target.empty()) (text += ' ') += target;
  return (text += ": ") += ::strerrordesc_np(error);
}

}  // namespace

void Report::say(log::Level level, std::string_view event, std::string_view reason, std::string_view target,
                 std::uint64_t lines, std::uint64_t bytes) const noexcept {
  log::Field count = log::field("lines", static_cast<std::int64_t>(lines));
  log::Field size = log::field("bytes", static_cast<std::int64_t>(bytes));
  count.present = size.present = bytes > 0;
  log::Log{log::Level::info, format_, 2}.line(
      level, event,
      {log::field("unit", unit_), log::field("reason", reason), log::field("output", target), count, size});
}

void Report::output_failed(std::string_view target, int error) const noexcept {
  say(log::Level::error, "output_failed", because("cannot write", target, error) + ", lines are lost",
      target);
}

void Report::output_recovered(std::string_view target, std::uint64_t lines,
                              std::uint64_t bytes) const noexcept {
  say(log::Level::warn, "output_recovered", "lines were lost", target, lines, bytes);
}

void Report::output_lost(std::string_view target, std::uint64_t lines, std::uint64_t bytes) const noexcept {
  say(log::Level::error, "output_lost", "the program's output has ended", target, lines, bytes);
}

void Report::reopen_failed(std::string_view target, int error) const noexcept {
  say(log::Level::error, "reopen_failed", because("cannot open", target, error), target);
}

void Report::rotate_failed(std::string_view target, int error) const noexcept {
  say(log::Level::error, "rotate_failed", because("cannot rotate", target, error), target);
}

void Report::input_failed(int error) const noexcept {
  say(log::Level::error, "input_failed", because("cannot read the output of", unit_, error), {});
}

void Report::pattern_refused(std::string_view reason) const noexcept {
  say(log::Level::error, "pattern_refused", reason, {});
}

}  // namespace jeden::relay
