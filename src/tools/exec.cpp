// `jeden exec`: change the process, then become the program. PID 1 uses it as the trampoline for programs
// that need more than uv_spawn offers, users as what gosu, su-exec, setpriv, nice, prlimit and env are to a
// script.
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/exit_status.hpp"
#include "log/log.hpp"
#include "process/apply.hpp"
#include "process/descriptors.hpp"
#include "process/environment.hpp"
#include "process/request.hpp"
#include "process/resolve.hpp"
#include "process/streams.hpp"
#include "process/terminal.hpp"
#include "tools/exec_user.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

using core::exit_code::internal;
using process::Outcome;
using Place = process::TrampolineOptions::Place;

// Where messages go: standard error as it was found, since the program's may be a file.
int error_descriptor = STDERR_FILENO;

void replace(std::string& text, const std::string& what, const std::string& by) {
  if (const std::size_t at = by.empty() ? std::string::npos : text.find(what); at != std::string::npos)
    text.replace(at, what.size(), by);
}

// What a message names is not to be seen by everybody when it holds a secret.
std::string hidden(std::string message, const process::Request& request) {
  replace(message, request.settings.working_directory, request.options.shown_directory);
  replace(message, request.program.empty() ? std::string{} : std::string{request.program.front()},
          request.options.shown_program);
  return message;
}

void complain(const std::string& message, const process::TrampolineOptions& options = {}) {
  if (const auto format = log::parse_format(options.log_format, error_descriptor)) {
    log::Log log{log::Level::error, *format, error_descriptor};
    return log.line(log::Level::error, "spawn_failed",
                    {log::field("unit", options.log_unit), log::field("reason", message)});
  }
  const std::string line = "jeden exec: " + message + '\n';
  if (::write(error_descriptor, line.data(), line.size()) < 0) return;  // nobody is left to be told
}

Outcome take_place(const process::TrampolineOptions& options) {
  Outcome failure;
  if (options.place == Place::group) failure = process::lead_group();
  if (options.place == Place::session) failure = process::lead_session();
  if (failure || !options.foreground) return failure;
  const int terminal = process::standard_terminal();
  return terminal < 0 ? std::nullopt : process::take_foreground(terminal);
}

Outcome redirect(const process::Request& request) {
  if (request.standard_error.to != core::Stream::To::inherit)
    if (const int copy = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1); copy >= 0)
      error_descriptor = copy;
  return process::redirect(request.standard_input, request.standard_output, request.standard_error);
}

Outcome keep_only(const std::vector<int>& descriptors) {
  process::close_on_exec_from(STDERR_FILENO + 1);
  for (const int descriptor : descriptors)
    if (::fcntl(descriptor, F_SETFD, 0) != 0)
      return process::Failure{"keep descriptor " + std::to_string(descriptor), errno, {}};
  return std::nullopt;
}

// The parent may have ended before the request was made; then nobody would send the signal.
Outcome follow_parent(int signal, pid_t parent) {
  if (signal == 0) return std::nullopt;
  if (::prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0) != 0)
    return process::Failure{"set the parent-death signal", errno, {}};
  if (::getppid() != parent) ::kill(::getpid(), signal);
  return std::nullopt;
}

struct Words {
  std::vector<char*> arguments;
  process::Environment* environment;
};

int attempt(const char* path, void* context) {
  auto* const words = static_cast<Words*>(context);
  ::execve(path, words->arguments.data(), words->environment->block());
  return errno;
}

std::vector<char*> to_argv(Arguments program) {
  std::vector<char*> argv;
  for (const std::string_view word : program) argv.push_back(const_cast<char*>(word.data()));
  argv.push_back(nullptr);
  return argv;
}

// Everything that allocates comes before apply(), which may leave the process without memory or descriptors.
int become(const process::Request& request, const core::Settings& settings, process::Environment& environment,
           pid_t parent) {
  const char* const found_path = environment.get("PATH");
  const std::string_view path = found_path != nullptr ? found_path : process::default_path;
  const process::Candidates files = process::candidates(request.program.front(), path);
  Words words{to_argv(request.program), &environment};
  Outcome failure = process::apply(settings);
  if (!failure) failure = follow_parent(request.options.parent_death_signal, parent);
  if (failure) {
    complain(hidden(failure->message(), request), request.options);
    return internal;
  }
  const process::Resolution failed = process::try_each(files, attempt, &words);
  complain(hidden(process::message_of(failed, request.program.front(), path), request), request.options);
  return process::exit_code_of(failed);
}

int start(const process::Request& request, pid_t parent) {
  if (request.options.signals) process::restore(*request.options.signals);
  process::Environment environment{environ};
  core::Settings settings = request.settings;
  if (const std::string error = identify(request, settings, environment); !error.empty()) {
    complain(error, request.options);
    return internal;
  }
  for (const auto& change : request.environment) {
    if (change.value)
      environment.set(change.name, *change.value);
    else
      environment.unset(change.name);
  }
  // Before anything else is opened, or its number might be one that was to be kept.
  Outcome failure = keep_only(request.options.keep_descriptors);
  if (!failure) failure = take_place(request.options);
  if (!failure) failure = redirect(request);
  if (!failure) return become(request, settings, environment, parent);
  complain(failure->message(), request.options);
  return internal;
}

}  // namespace

int exec(Arguments arguments) {
  const pid_t parent = ::getppid();
  if (const Outcome failure = process::open_standard_descriptors()) {
    complain(failure->message());
    return internal;
  }
  std::string error;
  const auto request = process::parse_request(arguments, error);
  if (!request) {
    complain(error + "; see jeden exec --help");
    return core::exit_code::usage;
  }
  return request->help ? exec_help() : start(*request, parent);
}

}  // namespace jeden::tools
