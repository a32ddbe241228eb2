// The plan: everything that jeden will do, decided before the first process starts and never changed after.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.hpp"
#include "base/signal.hpp"
#include "core/program.hpp"

namespace jeden::core {

using base::Millis;
using UnitId = std::uint16_t;  // index into Plan::units

enum class UnitKind : std::uint8_t { hook, service, main };
enum class Stage : std::uint8_t { start, ready, stop, end };  // of a hook; programs belong to `start`
enum class OnFailure : std::uint8_t { stop, warn };
enum class Restart : std::uint8_t { never, on_failure, always };
enum class ReadyBy : std::uint8_t { running, wait, notify, descriptor, log, delay };
enum class SignalTarget : std::uint8_t { process, group };
enum class LiveAction : std::uint8_t { restart, stop, log };
enum class Mode : std::uint8_t { supervise, exec };

// A condition that is a look at the file system; it is taken when the hook's turn comes. Conditions on the
// environment are decided while loading, since the environment does not change after.
struct FileCondition {
  std::string path;
  bool must_exist = true;
};

struct StopStep {
  int signal = 0;
  std::optional<Millis> wait;  // none: what is left of the stage's time
};

struct Readiness {
  ReadyBy by = ReadyBy::running;
  std::optional<Millis> timeout;  // none: no limit
  Millis delay{0};                // ReadyBy::delay
  std::optional<Program> wait;    // ReadyBy::wait: a child of our own binary that exits with 0 when ready
  std::string log_pattern;        // ReadyBy::log
  int descriptor = -1;            // ReadyBy::descriptor: the number that the program writes a newline to
};

struct Liveness {
  Program probe;
  Millis interval{10'000}, timeout{5'000}, start_period{0};
  unsigned failures = 3;
  LiveAction action = LiveAction::restart;
};

struct RestartPolicy {
  Restart when = Restart::never;
  Millis backoff{500}, backoff_max{30'000};
  unsigned limit = 5;  // restarts within `window`; one more ends the container. 0: no limit
  Millis window{60'000};
};

struct Unit {
  std::string name;
  UnitKind kind = UnitKind::hook;
  Stage stage = Stage::start;
  std::vector<UnitId> after;  // resolved: the default order is already in here. No cycles.
  Program program;

  // Hooks.
  bool is_wait = false;  // the program is a wait: running out of time gives the exit code 75
  bool skip = false;     // a condition on the environment does not hold
  std::vector<FileCondition> file_conditions;
  std::optional<Program> condition;            // runs first; the hook is skipped unless it exits with 0
  std::optional<Millis> timeout;               // of one attempt; none: no limit
  unsigned retries = 0;                        // attempts after the first
  Millis backoff{1'000}, backoff_max{30'000};  // doubles from the first to the second
  OnFailure on_failure = OnFailure::stop;

  // Services and main.
  Readiness ready;
  std::optional<Liveness> live;
  RestartPolicy restart;
  bool essential = false;  // its end ends the container, with its code. Always true for main.
  std::vector<StopStep> stop{{15, std::nullopt}};  // SIGKILL follows by itself when the last wait is over
  SignalTarget stop_to = SignalTarget::process;
};

enum class OnSignal : std::uint8_t { ignore, forward, stop, reload, send };

struct SignalRule {
  OnSignal action = OnSignal::forward;
  int send = 0;  // OnSignal::forward and send: the number that main gets instead; 0: the same
};

struct LogSettings {
  std::string level = "info";
  std::string format = "auto";
};

struct Plan {
  std::vector<Unit> units;
  UnitId main = 0;
  Mode mode = Mode::supervise;

  // A stop has to be over within this; none (zero-configuration mode): the program takes as long as it takes.
  std::optional<Millis> grace{10'000};
  Millis drain{0};
  Millis stray_grace{2'000};  // between TERM and KILL of what is left when main has ended
  std::array<SignalRule, base::last_signal + 1> signals{};
  SignalTarget forward_to = SignalTarget::process;
  std::vector<std::uint8_t> exit_codes_for_success;  // -e: these codes of main count as 0

  LogSettings log;
  std::string control = "/run/jeden.sock";
  std::string termination_log = "/dev/termination-log";
  std::vector<std::string> warnings;  // found while loading: "lang pl_PL.UTF-8 is missing, using C.UTF-8"
};

}  // namespace jeden::core
