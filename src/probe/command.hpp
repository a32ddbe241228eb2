// A command in a process group of its own, for exec: waits.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/fd.hpp"

namespace jeden::probe {

// The files that the words' first may be: itself when it has a slash, otherwise one in each directory of
// PATH.
std::vector<std::string> candidates(const std::string& program);

class Command {
 public:
  ~Command() { kill(); }
  // Standard input is the null device, output and errors go to output(). Gives an errno, 0 when it runs.
  int start(const std::vector<std::string>& words);
  bool is_running() const noexcept { return pid_ > 0; }
  // Once it has ended: true, with the status of waitpid(2).
  bool reap(int& status);
  // The whole group, without mercy.
  void kill() noexcept;
  // The last line that it printed, at most 200 bytes.
  std::string last_line();

 private:
  void drain();

  pid_t pid_ = -1;
  base::Fd output_;
  std::string tail_;
};

}  // namespace jeden::probe
