// steps PROGRAM [ARG...]: runs PROGRAM as PID 1 of a PID namespace, instruction by instruction, until it ends or becomes
// another program. Prints the address of each instruction that it executed, once, in the order of their first times, one
// a line in hexadecimal. What PROGRAM starts runs by itself.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST 0x200000UL /* where the linkers put an executable that stays where it is */
#define SIZE 0x4000000UL

static unsigned char seen[SIZE];

int main(int count, char** words) {
  if (count < 2) return 64;
  if (unshare(CLONE_NEWPID) != 0) {
    perror("steps: cannot make a PID namespace");
    return 70;
  }
  const pid_t child = fork();
  if (child == 0) {
    for (int signal_number = 1; signal_number < NSIG; ++signal_number) signal(signal_number, SIG_DFL);  // as an engine does
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    execv(words[1], words + 1);
    _exit(127);
  }
  int status = 0, became = 0;
  if (waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status)) return 70;
  ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC);
  while (WIFSTOPPED(status) && !became) {
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, child, NULL, &registers) != 0) break;
    const unsigned long place = registers.rip - FIRST;
    if (place < SIZE && !seen[place]) {
      seen[place] = 1;
      printf("%llx\n", registers.rip);
    }
    const long signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    if (ptrace(PTRACE_SINGLESTEP, child, NULL, signal) != 0 || waitpid(child, &status, 0) < 0) break;
    became = WIFSTOPPED(status) && status >> 16 == PTRACE_EVENT_EXEC;
  }
  if (became) kill(child, SIGKILL);
  return 0;
}
