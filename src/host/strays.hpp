// The processes that are left when the programs have ended, and how to end them: only jeden's own.
#pragma once

#include <sys/types.h>

#include <vector>

namespace jeden::host {

// What jeden may call its own.
//   init       PID 1 of a PID namespace: everybody in it. kill(-1) means just that (kill(2)).
//   subreaper  its descendants; orphans among them come to it (prctl(2), PR_SET_CHILD_SUBREAPER).
//   neither    its children only. Nothing is given to it, so there are no strays to end.
enum class Standing : unsigned char { init, subreaper, neither };

struct Stray {
  pid_t pid;
  char name[16];  // as in /proc/PID/comm
};

// At most 64, for the log. Empty without a /proc.
std::vector<Stray> list_strays(Standing standing);
// SIGTERM is followed by SIGCONT, since a stopped process would not see it. The spared get no SIGTERM;
// SIGKILL is for everybody, so that nobody who forks faster than jeden reads /proc gets away.
void signal_strays(Standing standing, int signal, const std::vector<pid_t>& spared);
// False while a process is left that is jeden's own, a zombie included; 0, or the one that does not count,
// which takes a /proc.
bool none_left(Standing standing, pid_t spared);

}  // namespace jeden::host
