// Being the init: options and configuration become a plan, and the host lives it.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "base/disposition.hpp"
#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/signal.hpp"
#include "config/find.hpp"
#include "config/load.hpp"
#include "host/exports.hpp"
#include "host/host.hpp"
#include "host/self.hpp"
#include "process/ask.hpp"
#include "process/descriptors.hpp"
#include "process/environment.hpp"
#include "process/identity.hpp"
#include "process/resolve.hpp"
#include "process/signals.hpp"
#include "tools/init_options.hpp"
#include "tools/secrets.hpp"
#include "tools/termination_log.hpp"
#include "tools/tools.hpp"

extern char** environ;

namespace jeden::tools {
namespace {

// Every signal waits until it has its handler, so that a stop that comes while jeden starts is not lost: PID
// 1 would ignore it (pid_namespaces(7)), and a blocked signal is never ignored.
process::FoundSignals hold_signals() {
  const process::FoundSignals found = process::record();
  base::block_every_signal();
  // Nor does a child inherit what jeden found ignored, unless it is told to.
  for (int signal = 1; found.ignored != 0 && signal <= base::last_signal; ++signal)
    if (process::contains(found.ignored, signal)) base::set_disposition(signal, base::Disposition::standard);
  return found;
}

bool has_terminal() {
  if (::isatty(0) == 1 || ::isatty(1) == 1 || ::isatty(2) == 1) return true;
  const base::Fd terminal{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  return static_cast<bool>(terminal);
}

bool is_on(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' && std::string_view{value} != "0";
}

constexpr std::chrono::seconds longest_question{10};

struct Loaded {
  std::optional<int> exit_code;  // there is no plan; what is wrong has been said
  bool from_file = false;
  std::vector<config::Diagnostic> warnings;
};

// Without a configuration the command is started as execvp(3) would, and so as other inits do: a script
// without a #! line goes to the shell.
std::vector<std::string> as_execvp(std::vector<std::string> words,
                                   const std::vector<std::string>& environment) {
  const process::Resolution found = process::resolve(words.front(), environment);
  if (found.error != 0 || found.recognized) return words;
  words.front() = found.path;
  words.insert(words.begin(), "/bin/sh");
  return words;
}

core::Plan zero_configuration(const ParsedInit& parsed) {
  core::Plan plan;
  core::Unit main;
  main.name = "main";
  main.kind = core::UnitKind::main;
  main.essential = true;
  main.program.environment = process::own_environment();
  main.program.words = as_execvp(parsed.command, main.program.environment);
  plan.grace = parsed.options.grace;
  plan.log.level = "warn";
  plan.control.clear();
  if (plan.grace) {  // only then is there a stop at all: otherwise signals are passed on and nothing more
    main.stop = {{0, std::nullopt}};
    for (const int signal : {SIGTERM, SIGINT, SIGQUIT})
      plan.signals[static_cast<std::size_t>(signal)].action = core::OnSignal::stop;
  }
  plan.units.push_back(std::move(main));
  return plan;
}

// The stop that came before there was a plan; 0: none.
int pending_stop() {
  sigset_t pending;
  if (::sigpending(&pending) != 0) return 0;
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGPWR, SIGRTMIN + 3})
    if (::sigismember(&pending, signal) == 1) return signal;
  return 0;
}

Loaded load_plan(const ParsedInit& parsed, const process::FoundSignals& signals, core::Plan& plan) {
  config::Surroundings surroundings;
  surroundings.environment = process::own_environment();
  surroundings.changes_user = process::may_change_user();
  surroundings.ask = [&](const auto& words, const auto& environment) {
    return process::ask(words, environment, signals, longest_question);
  };
  config::Found found;
  if (!parsed.options.no_config)
    found = config::find_config(parsed.options.config, config::Environment{surroundings.environment});
  if (found.path.empty()) {
    if (parsed.options.setup_only) return {bad_usage("--setup-only needs an init.toml"), false, {}};
    if (parsed.command.empty()) return {bad_usage("no init.toml found and no COMMAND given"), false, {}};
    plan = zero_configuration(parsed);
    return {};
  }
  std::string text;
  if (const std::string error = config::read_config(found.path, text); !error.empty()) {
    print(2, "jeden: " + error + "\n");
    write_termination_log(core::Plan{}.termination_log, core::exit_code::configuration, error);
    return {core::exit_code::configuration, true, {}};
  }
  config::CommandLine command_line;
  command_line.words = parsed.command;
  command_line.exec_mode = parsed.options.exec;
  command_line.signal_group = parsed.options.group;
  command_line.grace = parsed.options.grace;
  command_line.log_format = parsed.options.log_format;
  config::LoadResult result = config::load(text, found.path, surroundings, command_line);
  if (!result.plan) {
    for (const config::Diagnostic& diagnostic : result.diagnostics) print(2, config::render(diagnostic));
    if (const int signal = pending_stop()) return {128 + signal, true, {}};
    // Where the file would have it is not known when there is no plan.
    write_termination_log(core::Plan{}.termination_log, core::exit_code::configuration,
                          first_error(result.diagnostics));
    return {core::exit_code::configuration, true, {}};
  }
  plan = std::move(*result.plan);
  plan.from_file = true;
  plan.setup_only = parsed.options.setup_only || is_on("JEDEN_SETUP_ONLY");
  return {std::nullopt, true, std::move(result.diagnostics)};
}

void apply_options(const InitOptions& options, core::Plan& plan) {
  core::Unit& main = plan.units[plan.main];
  if (options.group) {
    plan.forward_to = core::SignalTarget::group;
    main.stop_to = core::SignalTarget::group;
  }
  for (const std::uint8_t code : options.remap_exit) plan.exit_codes_for_success.push_back(code);
  for (const auto& [from, to] : options.rewrites) {
    core::SignalRule& rule = plan.signals[static_cast<std::size_t>(from)];
    const core::SignalRule target = to != 0 ? plan.signals[static_cast<std::size_t>(to)] : core::SignalRule{};
    if (to == 0)
      rule = {core::OnSignal::ignore, 0};
    else if (target.action == core::OnSignal::forward)
      rule = {core::OnSignal::forward, to};
    else
      rule = target;
  }
  if (options.exec) plan.mode = core::Mode::exec;
  if (options.log_format) plan.log.format = *options.log_format;
}

// Waits log for themselves, and should look like their parent.
void pass_log_settings(core::Plan& plan, log::Level level) {
  const auto pass = [&](core::Program& program) {
    if (!program.own_binary) return;
    pass_secrets(plan.secrets, program);
    if (program.words.size() > 1 && program.words[1] == "wait") {
      program.cause = host::cause_descriptor;
      program.words.emplace_back("--cause-fd");
      program.words.push_back(std::to_string(program.cause));
    }
    for (const std::string_view word : {std::string_view{"--log-format"}, std::string_view{plan.log.format},
                                        std::string_view{"--log-level"}, log::level_name(level)})
      program.words.emplace_back(word);
  };
  for (core::Unit& unit : plan.units) {
    pass(unit.program);
    if (unit.ready.wait) pass(*unit.ready.wait);
    if (unit.live) pass(unit.live->probe);
  }
  if (plan.drain_until) pass(*plan.drain_until);
}

log::Level level_for(const core::Plan& plan, int verbosity) {
  const int base = static_cast<int>(log::parse_level(plan.log.level).value_or(log::Level::info));
  const int level = base - verbosity;
  return static_cast<log::Level>(
      std::clamp(level, static_cast<int>(log::Level::trace), static_cast<int>(log::Level::error)));
}

host::Standing take_standing(const InitOptions& options, bool wants_subreaper, log::Log& log) {
  if (options.parent_death_signal != 0) ::prctl(PR_SET_PDEATHSIG, options.parent_death_signal);
  if (::getpid() == 1) return host::Standing::init;
  if (options.subreaper || wants_subreaper) {
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0) return host::Standing::subreaper;
    log.line(log::Level::warn, "subreaper_refused", {log::field("reason", ::strerrordesc_np(errno))});
  }
  // Under another init somebody meant it so; anywhere else orphans are somebody's surprise.
  std::string first;
  base::read_file("/proc/1/comm", first, 64);
  bool nested = false;
  for (const std::string_view known : {"jeden\n", "tini\n", "docker-init\n", "dumb-init\n", "catatonit\n",
                                       "podman-init\n", "s6-svscan\n", "pause\n", "systemd\n", "init\n"})
    nested = nested || first == known;
  log.line(
      nested ? log::Level::debug : log::Level::warn, "not_an_init",
      {log::field("pid", ::getpid()),
       log::field("reason", "neither PID 1 nor a subreaper: orphans will not come here, see --subreaper")});
  return host::Standing::neither;
}

}  // namespace

int run(const ParsedInit& parsed) {
  host::Surroundings surroundings;
  surroundings.signals = hold_signals();
  if (process::open_standard_descriptors()) return core::exit_code::internal;
  process::close_on_exec_from(3);
  surroundings.own_binary = host::own_binary();
  surroundings.has_terminal = has_terminal();
  if (const char* address = std::getenv("NOTIFY_SOCKET")) surroundings.notify_socket = address;

  core::Plan plan;
  const Loaded loaded = load_plan(parsed, surroundings.signals, plan);
  if (loaded.exit_code) return *loaded.exit_code;
  // The plan has its own copies, and hooks and services get those.
  for (const std::string& name : plan.forgotten) process::wipe(environ, name);
  apply_options(parsed.options, plan);
  if (::getrandom(&plan.chance, sizeof plan.chance, GRND_NONBLOCK) < 0) plan.chance = 0;
  const log::Level level = level_for(plan, parsed.options.verbosity);
  pass_log_settings(plan, level);
  const base::Mask mask{plan.secrets};
  surroundings.mask = mask;
  const log::Format format = log::parse_format(plan.log.format, 2).value_or(log::Format::logfmt);
  surroundings.log_format = log::format_name(format);
  log::Log log{level, format};
  log.hide(mask);
  for (const config::Diagnostic& warning : loaded.warnings)
    log.line(log::Level::warn, "configuration_warned",
             {log::field("reason", warning.message), log::field("file", warning.file),
              log::field("line", warning.span.line)});
  const host::Standing standing = take_standing(parsed.options, loaded.from_file, log);
  for (const std::string& entry : plan.units[plan.main].program.environment)
    if (entry.starts_with("TZ="))
      ::setenv("TZ", entry.c_str() + 3, 1);  // schedules follow the container's clock
  try {
    host::Host host{plan, log, surroundings, standing};
    const int code = host.run();
    write_termination_log(plan.termination_log, code, mask.apply(host.last_failure()));
    return code;
  } catch (const std::system_error& error) {
    log.line(log::Level::error, "failed", {log::field("reason", error.what())});
    return core::exit_code::internal;
  }
}

}  // namespace jeden::tools
