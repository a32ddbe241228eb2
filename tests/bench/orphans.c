// Says "r" when it runs. For each line "COUNT\n" on standard input it makes that many orphans, one after the other, and
// says "d". It sleeps for ever at the end of the input.
#include "bare.h"

// A child forks and ends at once: what it forked is an orphan.
static void make_orphan(void) {
  const long child = fork_bare();
  if (child == 0) {
    fork_bare();
    leave(0);
  }
  int status;
  if (child > 0) call(__NR_wait4, child, (long)&status, 0, 0, 0);
}

_Noreturn void body(void) {
  say("r", 1);
  long count = 0;
  char digit;
  while (call(__NR_read, 0, (long)&digit, 1, 0, 0) == 1) {
    if (digit != '\n') {
      count = 10 * count + (digit - '0');
      continue;
    }
    for (; count > 0; --count) make_orphan();
    say("d", 1);
  }
  sleep_for_ever();
  leave(0);
}
