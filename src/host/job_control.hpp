// A stopped main program (Ctrl-Z) when jeden itself is a job of an interactive shell: jeden stops as well, so
// that the shell gets its terminal back, and hands the terminal on again when it is continued.
#pragma once

#include <sys/types.h>

#include "host/strays.hpp"

namespace jeden::host {

class JobControl {
 public:
  // PID 1 and a session leader have nobody who would continue them: a stopped program then stays as it is
  // until somebody sends it SIGCONT.
  explicit JobControl(Standing standing);

  // To be called in every turn of the loop with the main program's pid, and on SIGCONT.
  void look(pid_t main) const noexcept;
  void continued(pid_t main) const noexcept;

 private:
  int terminal_ = -1;
};

}  // namespace jeden::host
