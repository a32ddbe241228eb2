// Runs a function in a child process, since it changes the process for good.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

// The exit code that the function returned, or 128 and more when a signal ended it.
template <typename Function>
int in_child(Function function) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(function());
  int status = 0;
  if (pid < 0 || ::waitpid(pid, &status, 0) != pid) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
