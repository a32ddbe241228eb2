// jeden wait: what `wait =` of a hook, `ready` and `live` of a program run, and a tool for people.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "probe/command.hpp"
#include "probe/kind.hpp"
#include "probe/privileges.hpp"
#include "tools/secrets.hpp"
#include "tools/tools.hpp"
#include "tools/wait_options.hpp"
#include "tools/wait_report.hpp"

namespace jeden::tools {
namespace {

constexpr int ready_code = 0;
constexpr int usage_code = 64;
constexpr int timeout_code = 75;
constexpr std::size_t longest_input = 1024 * 1024;

int complain(std::string_view error) {
  print(2, "jeden wait: " + std::string{error} + "\n");
  return usage_code;
}

std::string read_stdin(WaitCommand& command, std::vector<std::string>& urls) {
  std::string input;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(0, buffer, sizeof buffer)) != 0;) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::string{"cannot read standard input: "} + std::strerror(errno);
    input.append(buffer, static_cast<std::size_t>(count));
    if (input.size() > longest_input) return "standard input is longer than 1 MiB";
  }
  if (!take_secrets(command.secrets, input, command.mask)) return "standard input lacks the secrets";
  std::string_view rest = input;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && !line.starts_with('#')) urls.emplace_back(line);
  }
  return {};
}

// A password on the command line can be read by everybody in /proc; at least it does not stay there.
void hide_password(std::string_view url) {
  const auto slashes = url.find("://");
  const auto at = url.rfind('@');
  if (slashes == std::string_view::npos || at == std::string_view::npos || at < slashes + 3) return;
  const auto colon = url.find(':', slashes + 3);
  if (colon >= at) return;
  std::memset(const_cast<char*>(url.data()) + colon + 1, '*', at - colon - 1);
}

std::string read_targets(WaitCommand& command, std::vector<std::shared_ptr<const probe::Target>>& targets) {
  std::vector<std::string> urls{command.urls.begin(), command.urls.end()};
  for (const auto url : command.urls) hide_password(url);
  if (command.from_stdin)
    if (auto error = read_stdin(command, urls); !error.empty()) return error;
  if (urls.empty()) return "standard input has no URL";
  for (const std::string& url : urls) {
    auto parsed = probe::parse_target(url);
    if (!parsed.target) return "bad URL \"" + probe::redact(url) + "\": " + parsed.error;
    if (command.from_stdin && parsed.target->kind->means == probe::Means::log && parsed.target->path == "-")
      return "log:- and --stdin both want standard input";
    targets.push_back(std::move(parsed.target));
  }
  return {};
}

int become(const WaitCommand& command) {
  ::signal(SIGPIPE, SIG_DFL);
  int error = ENOENT;
  for (const std::string& file : probe::candidates(command.command.front())) {
    ::execv(file.c_str(), const_cast<char* const*>(command.command.data()));
    if (errno != ENOENT && errno != ENOTDIR) error = errno;
  }
  print(2, std::string{"jeden wait: cannot run "} + command.command.front() + ": " + std::strerror(error) +
               "\n");
  return error == ENOENT ? 127 : 126;
}

}  // namespace

int wait(Arguments arguments) {
  WaitCommand command;
  if (const auto error = read_wait_command(arguments, command); !error.empty())
    return complain(error + " (jeden wait --help)");
  if (command.ask == WaitCommand::Ask::help) {
    print(1, wait_help);
    return ready_code;
  }
  // It is for nobody who is started from here. Where there is no such descriptor, its number is somebody's
  // later.
  if (command.cause >= 0 && ::fcntl(command.cause, F_SETFD, FD_CLOEXEC) != 0) command.cause = -1;
  std::vector<std::shared_ptr<const probe::Target>> targets;
  if (const auto error = read_targets(command, targets); !error.empty())
    return complain(command.mask.apply(error));

  const bool runs_commands =
      !command.command.empty() || std::any_of(targets.begin(), targets.end(), [](const auto& one) {
        return one->kind->means == probe::Means::command;
      });
  if (!runs_commands) probe::drop_privileges();
  ::signal(SIGPIPE, SIG_IGN);
  probe::WaitResult result;
  {
    WaitReport report{command};
    result = probe::wait_for(targets, command.options, report);
  }
  if (command.json) print(1, to_json(result));
  if (result.end != probe::WaitResult::End::ready) tell_cause(command, result);
  switch (result.end) {
    case probe::WaitResult::End::ready: break;
    case probe::WaitResult::End::timed_out:
    case probe::WaitResult::End::hopeless: return timeout_code;
    case probe::WaitResult::End::signalled: return 128 + result.signal;
  }
  return command.command.empty() ? ready_code : become(command);
}

}  // namespace jeden::tools
