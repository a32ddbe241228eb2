// A talkative program for the tests: it says what it was given and what happens to it, one line each on
// standard output. The words of its command line are actions, carried out from left to right; see `usage`.
#include <fcntl.h>
#include <grp.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tell.hpp"

namespace {

constexpr const char* usage = R"(talk ACTION...
  say TEXT         print TEXT
  ids              print pid, parent, group, session, foreground group of the terminal
  user             print uid, gid and the supplementary groups
  signals          print the signal mask and the ignored signals found at the start
  descriptors      print the open file descriptors
  environment      print every entry of the environment, in hexadecimal
  arguments        print the words of the command line
  here             print working directory, umask, nice value
  limits           print the soft and hard limit of open files
  winsize          print the size of the terminal
  read             print one line of standard input
  to-error TEXT    print TEXT on standard error
  on SIG N         exit with N when SIG arrives
  die-on SIG       end by SIG when SIG arrives
  again SIG        keep SIG's default action instead of reporting it
  child WORDS... ; fork a child that carries out WORDS
  session          become the leader of a session of its own
  orphans N        leave N orphans behind that end at once, and wait until the last has a new parent
  raise SIG        end by SIG
  exit N           exit with N
  wait             print every signal that arrives, for ever
)";

// Bit n - 1 stands for signal n. By system calls, since the C library's functions leave 32 and 33 out.
unsigned long found_mask;

bool found_ignored[65];
int exit_on[65];
bool die_on[65];
bool default_action[65];

void set_mask(unsigned long mask, unsigned long* found) {
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, found, sizeof mask);
}

[[noreturn]] void end_by(int signal) {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  kill(getpid(), signal);
  set_mask(~0UL & ~(1UL << (signal - 1)), nullptr);
  pause();
  _exit(98);
}

void look_at_signals() {
  set_mask(~0UL, &found_mask);
  for (int number = 1; number <= 64; ++number) {
    struct sigaction action {};
    exit_on[number] = -1;
    found_ignored[number] = sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
  }
}

unsigned long reported() {
  unsigned long signals = ~0UL;
  for (int number = 1; number <= 64; ++number)
    if (default_action[number]) signals &= ~(1UL << (number - 1));
  return signals;
}

void block_all() {
  set_mask(reported(), nullptr);
}

void print_signals() {
  char blocked[512] = "", ignored[512] = "";
  for (int number = 1; number <= 64; ++number) {
    char text[8];
    snprintf(text, sizeof text, " %d", number);
    if ((found_mask >> (number - 1) & 1) != 0) strcat(blocked, text);
    if (found_ignored[number]) strcat(ignored, text);
  }
  say("blocked%s", blocked);
  say("ignored%s", ignored);
}

void leave_orphans(int count) {
  int done[2];
  if (pipe(done) != 0) _exit(97);
  const pid_t between = fork();
  if (between == 0) {
    close(done[0]);
    for (int i = 0; i < count; ++i) {
      const pid_t orphan = fork();
      if (orphan < 0) say("fork failed after %d", i);
      if (orphan == 0) _exit(i % 256);
    }
    _exit(0);
  }
  close(done[1]);
  char byte;
  // The end of the pipe: the last of them has closed its side, so all have ended.
  while (read(done[0], &byte, 1) > 0) {
  }
  close(done[0]);
  waitpid(between, nullptr, 0);
  say("orphans left %d", count);
}

int signal_number(const char* text) {
  const int number = atoi(text);
  if (number < 1 || number > 64) _exit(96);
  return number;
}

[[noreturn]] void wait_for_signals() {
  block_all();
  const unsigned long all = reported();
  for (;;) {
    const int number = static_cast<int>(syscall(SYS_rt_sigtimedwait, &all, nullptr, nullptr, sizeof all));
    if (number < 0) continue;
    if (number == SIGCHLD) {
      int status;
      pid_t pid;
      while ((pid = waitpid(-1, &status, WNOHANG)) > 0) say("ended %d status %d", pid, status);
      continue;
    }
    say("signal %d", number);
    if (number == SIGWINCH) {
      winsize size{};
      if (ioctl(0, TIOCGWINSZ, &size) == 0) say("winsize %dx%d", size.ws_col, size.ws_row);
    }
    if (exit_on[number] >= 0) _exit(exit_on[number]);
    if (die_on[number]) end_by(number);
  }
}

void read_line() {
  char line[1024];
  size_t size = 0;
  for (;;) {
    const ssize_t got = read(0, line + size, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      say("read failed %d", errno);
      return;
    }
    if (got == 0) {
      say("read end");
      return;
    }
    if (line[size] == '\n' || size + 2 > sizeof line) break;
    ++size;
  }
  line[size] = '\0';
  say("read %s", line);
}

void carry_out(char** words) {
  while (*words != nullptr) {
    const char* action = *words++;
    const auto is = [&](const char* name) { return strcmp(action, name) == 0; };
    const auto next = [&]() -> const char* {
      if (*words == nullptr) {
        if (write(2, usage, strlen(usage)) < 0) _exit(95);
        _exit(95);
      }
      return *words++;
    };
    if (is("say")) {
      say("%s", next());
    } else if (is("ready")) {
      say("ready");
    } else if (is("ids")) {
      say("ids pid=%d parent=%d group=%d session=%d foreground=%d", getpid(), getppid(), getpgrp(), getsid(0),
          tcgetpgrp(0));
    } else if (is("user")) {
      print_user();
    } else if (is("signals")) {
      print_signals();
    } else if (is("descriptors")) {
      print_descriptors();
    } else if (is("environment")) {
      print_environment();
    } else if (is("here")) {
      print_here();
    } else if (is("limits")) {
      rlimit limit{};
      getrlimit(RLIMIT_NOFILE, &limit);
      say("limits nofile=%lu:%lu", static_cast<unsigned long>(limit.rlim_cur),
          static_cast<unsigned long>(limit.rlim_max));
    } else if (is("winsize")) {
      winsize size{};
      if (ioctl(0, TIOCGWINSZ, &size) == 0) say("winsize %dx%d", size.ws_col, size.ws_row);
    } else if (is("read")) {
      read_line();
    } else if (is("to-error")) {
      if (dprintf(2, "%s\n", next()) < 0) _exit(99);
    } else if (is("on")) {
      const int number = signal_number(next());
      exit_on[number] = atoi(next());
    } else if (is("die-on")) {
      die_on[signal_number(next())] = true;
    } else if (is("again")) {
      default_action[signal_number(next())] = true;
      block_all();
    } else if (is("session")) {
      if (setsid() < 0) say("setsid failed %d", errno);
    } else if (is("child")) {
      char** start = words;
      for (int depth = 1; *words != nullptr; ++words) {
        if (strcmp(*words, "child") == 0) ++depth;
        if (strcmp(*words, ";") == 0 && --depth == 0) break;
      }
      const pid_t child = fork();
      if (child == 0) {
        *words = nullptr;
        carry_out(start);
        _exit(0);
      }
      say("child %d", child);
      if (*words != nullptr) ++words;
    } else if (is("orphans")) {
      leave_orphans(atoi(next()));
    } else if (is("raise")) {
      end_by(signal_number(next()));
    } else if (is("exit")) {
      _exit(atoi(next()));
    } else if (is("wait")) {
      wait_for_signals();
    } else {
      next();
      _exit(95);
    }
  }
}

}  // namespace

int main(int count, char** words) {
  look_at_signals();
  block_all();
  for (int i = 1; i < count; ++i) {
    if (strcmp(words[i], "arguments") != 0) continue;
    for (int j = 0; j < count; ++j) say("argument %s", words[j]);
    words[i] = nullptr;
    // What follows `arguments` is only shown.
    carry_out(words + 1);
    return 0;
  }
  carry_out(words + 1);
}
