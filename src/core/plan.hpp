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
// What an upgrade does with a hook of a group that is done once: leave it out, run it as the first time, or
// run it at upgrades alone.
enum class OnUpgrade : std::uint8_t { skip, run, only };

// A condition that is a look at the file system; it is taken when the hook's turn comes. Conditions on the
// environment are decided while loading, since the environment does not change after.
struct FileCondition {
  enum class Look : std::uint8_t { exists, mounted, writable };
  std::string path;
  bool must_hold = true;
  Look look = Look::exists;
};

struct StopStep {
  static constexpr int command = -1;  // instead of a signal: run the unit's stop_command
  int signal = 0;                     // 0: the signal that asked for the stop
  std::optional<Millis> wait;         // none: what is left of the stage's time
};

struct Readiness {
  ReadyBy by = ReadyBy::running;
  std::optional<Millis> timeout;   // none: no limit
  Millis delay{0};                 // ReadyBy::delay
  std::optional<Program> wait;     // ReadyBy::wait: a child of our own binary that exits with 0 when ready
  std::string log_pattern;         // ReadyBy::log
  int descriptor = -1;             // ReadyBy::descriptor: the number that the program writes a newline to
  std::optional<Millis> watchdog;  // ReadyBy::notify: unhealthy when it says nothing for so long (WATCHDOG=1)
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

// When a scheduled hook runs: at a fixed distance from its last start, or by the clock.
struct Schedule {
  Millis every{0};   // 0: by `cron`
  std::string cron;  // five fields, see crontab(5); local time of TZ
  Millis jitter{0};  // up to so much later, at random
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
  std::optional<Program> condition;  // runs first; the hook is skipped unless it exits with 0
  std::optional<Millis> timeout;  // of one attempt of a hook; of the whole run of a program; none: no limit
  unsigned retries = 0;           // attempts after the first
  Millis backoff{1'000}, backoff_max{30'000};  // doubles from the first to the second
  OnFailure on_failure = OnFailure::stop;
  // What it says to what starts after it. `capture`: its standard output is the value of this variable;
  // `exports`: names or patterns of those that it may write, as NAME=value and a NUL, to descriptor 3. PATH
  // is never one.
  std::string capture;
  std::vector<std::string> exports;
  std::optional<Schedule> schedule;  // runs again and again while main is ready; failures are only told

  // Services and main.
  Readiness ready;
  std::optional<Liveness> live;
  RestartPolicy restart;
  bool essential = false;  // its end ends the container, with its code. Always true for main.
  std::vector<StopStep> stop{{15, std::nullopt}};  // SIGKILL follows by itself when the last wait is over
  SignalTarget stop_to = SignalTarget::process;
  std::optional<Program> stop_command;
  // A hook: the service is temporary, and stopped when that hook has ended. Main starts when it is gone.
  std::optional<UnitId> until;
  bool bind = false;  // restarted together with each service that it comes after

  // What is done once. The gate is a temporary service that holds the group's lock: it is ready when there is
  // something to do, and ends well before that when there is not. The others of the group come after it.
  bool is_gate = false;
  std::optional<UnitId> gate;  // of a hook, or of a service until such a hook
  OnUpgrade on_upgrade = OnUpgrade::skip;
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
  bool setup_only = false;  // when main could start, everything is stopped instead, and the exit code is 0
  bool from_file = false;  // false: zero-configuration mode, in which the program's environment is left alone

  // A stop has to be over within this; none (zero-configuration mode): the program takes as long as it takes.
  std::optional<Millis> grace{10'000};
  Millis drain{0};
  std::optional<Program> drain_until;  // the drain ends early when this exits with 0
  Millis stray_grace{2'000};           // between TERM and KILL of what is left when main has ended
  std::array<SignalRule, base::last_signal + 1> signals{};
  SignalTarget forward_to = SignalTarget::process;
  std::vector<std::uint8_t> exit_codes_for_success;  // -e: these codes of main count as 0

  LogSettings log;
  std::string control = "/run/jeden.sock";
  std::string termination_log = "/dev/termination-log";
  std::uint64_t chance = 0;            // makes pauses before restarts a little longer, each its own; 0: exact
  std::string ready_file;              // exists exactly while the container is ready; empty: none
  std::string ready_listen;            // where a child answers whether the container is ready; empty: nowhere
  std::vector<std::string> forgotten;  // variables whose values are wiped from what /proc/1/environ shows
  std::vector<std::string> secrets;    // values that are not to be seen in any output of jeden's own
  std::vector<std::string> warnings;   // found while loading: "lang pl_PL.UTF-8 is missing, using C.UTF-8"
};

}  // namespace jeden::core
