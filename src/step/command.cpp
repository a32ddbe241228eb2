#include "step/command.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/fd.hpp"
#include "base/signal.hpp"

extern char** environ;

namespace jeden::step {
namespace {

struct Started {
  pid_t child = 0;
  int failure = 0;  // errno
};

// Descriptors of this process are closed on exec, so that the child gets exactly these.
Started start(const Words& words, int input, int output) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input < 0)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  else
    posix_spawn_file_actions_adddup2(&actions, input, 0);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, 1);
  Started started;
  started.failure =
      ::posix_spawnp(&started.child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return started;
}

core::ExitStatus end_of(const Started& started) {
  if (started.failure != 0)
    return {started.failure == ENOENT ? core::exit_code::not_found : core::exit_code::cannot_execute, 0};
  int status = 0;
  while (::waitpid(started.child, &status, 0) < 0)
    if (errno != EINTR) return {core::exit_code::internal, 0};
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

}  // namespace

core::ExitStatus run_command(const Words& words, int input) {
  return end_of(start(words, input, -1));
}

core::ExitStatus run_pair(const Words& first, const Words& second, int input) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {core::exit_code::internal, 0};
  base::Fd reading{ends[0]}, writing{ends[1]};
  const Started writer = start(first, input, writing.get());
  const Started reader = start(second, reading.get(), -1);
  reading.reset();
  writing.reset();
  const core::ExitStatus read = end_of(reader), written = end_of(writer);
  // Who has read enough need not read everything.
  const bool unread = written.signal == SIGPIPE;
  return read.ok() && !unread ? written : read;
}

std::string how_ended(core::ExitStatus status) {
  if (status.signal != 0) return "was ended by " + base::signal_name(status.signal);
  if (status.code == core::exit_code::not_found) return "ended with code 127: a program is not found";
  if (status.code == core::exit_code::cannot_execute)
    return "ended with code 126: a program cannot be executed";
  return "ended with code " + std::to_string(status.code);
}

}  // namespace jeden::step
