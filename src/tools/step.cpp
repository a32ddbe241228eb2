// `jeden step`: what a hook with a built-in action runs. The actions come by standard input, since a command
// line is public.
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/record.hpp"
#include "core/exit_status.hpp"
#include "log/log.hpp"
#include "step/action.hpp"
#include "step/once.hpp"
#include "step/scripts.hpp"
#include "tools/secrets.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage =
    R"(usage: jeden step [--dry-run | --hold] [--unit NAME] [--log-format FORMAT] [--log-level LEVEL]

Does the actions that it reads from standard input; jeden starts it for a hook with files. With --dry-run it says what
it would do and changes nothing; `jeden plan` does that for a whole init.toml. With --hold it begins a group that is
done once, says so on descriptor 3, and holds the group's lock until it is ended.

Exit codes: 0, 1 when an action failed, a script's own, 75 when a lock was not free in time, 64 bad usage.
)";
constexpr int failed_code = 1;
constexpr std::size_t longest_input = 1024 * 1024;

struct Options {
  step::Run run = step::Run::really;
  bool hold = false;
  std::string_view unit;
  log::Level level = log::Level::info;
  log::Format format = log::parse_format("auto", 2).value_or(log::Format::logfmt);
};

std::string read_value(std::string_view name, std::string_view value, Options& options) {
  if (name == "--unit") {
    options.unit = value;
  } else if (const auto format = log::parse_format(value, 2); name == "--log-format" && format) {
    options.format = *format;
  } else if (const auto level = log::parse_level(value); name == "--log-level" && level) {
    options.level = *level;
  } else {
    return std::string{name} + " cannot be " + std::string{value};
  }
  return {};
}

std::string read_options(Arguments words, Options& options) {
  for (; !words.empty(); words = words.subspan(1)) {
    if (words[0] == "--dry-run") {
      options.run = step::Run::dry;
      continue;
    }
    if (words[0] == "--hold") {
      options.hold = true;
      continue;
    }
    if (words[0] != "--unit" && words[0] != "--log-format" && words[0] != "--log-level")
      return "unknown option " + std::string{words[0]};
    if (words.size() < 2) return std::string{words[0]} + " needs a value";
    if (auto error = read_value(words[0], words[1], options); !error.empty()) return error;
    words = words.subspan(1);
  }
  return {};
}

std::string read_input(std::string& input) {
  char buffer[4096];
  for (;;) {
    const ssize_t count = ::read(0, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::string{"cannot read standard input: "} + ::strerrordesc_np(errno);
    if (count == 0) return {};
    input.append(buffer, static_cast<std::size_t>(count));
    if (input.size() > longest_input) return "standard input is longer than 1 MiB";
  }
}

void report(const step::Outcome& outcome, const base::Record& action, const Options& options, log::Log& log) {
  using Kind = step::Outcome::Kind;
  const auto line = [&](log::Level level, std::string_view event, std::string_view key) {
    log.line(
        level, event,
        {log::field("unit", options.unit), log::field("action", action.kind), log::field(key, outcome.text)});
  };
  switch (outcome.kind) {
    case Kind::unchanged: return line(log::Level::debug, "step_unchanged", "detail");
    case Kind::changed: return line(log::Level::info, "step_changed", "detail");
    case Kind::skipped: return line(log::Level::warn, "step_skipped", "reason");
    case Kind::failed: return line(log::Level::error, "step_failed", "reason");
  }
}

// The gate of a group. Nobody else may be told that this process has the lock: it closes what it does not
// need.
int hold(const base::Record& action, const Options& options, log::Log& log) {
  constexpr int ready = 3;
  ::fcntl(ready, F_SETFD, FD_CLOEXEC);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // the lock must not outlive the init whose hooks it is for
  const step::Once once = step::once_of(action);
  const auto tell = [&](log::Level level, std::string_view event, std::string_view text) {
    log.line(level, event, {log::field("unit", options.unit), log::field("reason", text)});
  };
  const step::Begun begun = step::begin_once(
      once, [&](std::string_view event, const std::string& text) { tell(log::Level::warn, event, text); });
  using Is = step::Begun::Is;
  switch (begun.is) {
    case Is::nothing_to_do: tell(log::Level::info, "once_done", begun.text); return 0;
    case Is::failed: tell(log::Level::error, "once_failed", begun.text); return failed_code;
    case Is::timed_out: tell(log::Level::error, "once_failed", begun.text); return core::exit_code::timed_out;
    case Is::first:
    case Is::upgrade: break;
  }
  tell(log::Level::info, begun.is == Is::first ? "once_started" : "upgrade_started", begun.text);
  const std::string_view word = begun.is == Is::first ? "first\n" : "upgrade\n";
  if (::write(ready, word.data(), word.size()) < 0) return failed_code;
  for (;;) ::pause();
}

step::Outcome run_scripts(const base::Record& action, const Options& options, log::Log& log, int& code) {
  const auto tell = [&](std::string_view event, const std::string& file, const std::string& detail) {
    log.line(event == "script_started" ? log::Level::info : log::Level::warn, event,
             {log::field("unit", options.unit), log::field("file", file), log::field("reason", detail)});
  };
  return step::run_scripts(action, tell, code);
}

}  // namespace

int step(Arguments arguments) {
  if (!arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h")) {
    print(1, usage);
    return 0;
  }
  Options options;
  std::string input;
  std::string error = read_options(arguments, options);
  if (error.empty()) error = read_input(input);
  auto actions = error.empty() ? base::decode(input) : std::nullopt;
  if (!actions) {
    print(2, "jeden step: " + (error.empty() ? "standard input holds no actions" : error) + "\n");
    return core::exit_code::usage;
  }
  log::Log log{options.level, options.format};
  log.hide(take_secrets(*actions));
  if (options.hold && !actions->empty()) return hold(actions->front(), options, log);
  std::size_t told = 0;
  for (const base::Record& action : *actions) {
    int code = failed_code;
    const bool scripts = action.kind == "scripts" && options.run == step::Run::really;
    const step::Outcome outcome =
        scripts ? run_scripts(action, options, log, code) : step::perform(action, options.run);
    if (options.run == step::Run::dry) {
      print(1, outcome.text + "\n");
      continue;
    }
    report(outcome, action, options, log);
    if (outcome.kind == step::Outcome::Kind::failed) return code;
    if (outcome.kind != step::Outcome::Kind::unchanged) ++told;
  }
  if (options.run == step::Run::really && told == 0)
    log.line(log::Level::info, "step_unchanged",
             {log::field("unit", options.unit), log::field("detail", "everything is as it should be")});
  return 0;
}

}  // namespace jeden::tools
