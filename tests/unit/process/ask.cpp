#include "process/ask.hpp"

#include <signal.h>

#include <chrono>

#include "catch.hpp"

using jeden::process::Answer;
using jeden::process::ask;
using namespace std::chrono_literals;

namespace {

// Signals are held while something is asked, as run() does it.
class Held {
 public:
  Held() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    take(SIGCHLD);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  static bool take(int signal) {
    sigset_t one;
    ::sigemptyset(&one);
    ::sigaddset(&one, signal);
    const timespec now{0, 0};
    return ::sigtimedwait(&one, nullptr, &now) == signal;
  }

 private:
  sigset_t before_{};
};

Answer shell(const char* script, std::chrono::milliseconds limit = 10s) {
  return ask({"/bin/sh", "-c", script}, {"A=1"}, {}, limit);
}

}  // namespace

TEST_CASE("what a program says, less the newlines at its end") {
  const Held held;
  CHECK(shell("printf 'a\\nb\\n\\n'; echo $A").output == "a\nb\n\n1");
  CHECK(shell("printf 'x \\n\\n'").output == "x ");
  CHECK(shell(":").output.empty());
  CHECK(shell(":").error.empty());
  CHECK(shell("head -c 65536 /dev/zero | tr '\\0' a").output.size() == 65536);
}

TEST_CASE("why there is no answer") {
  const Held held;
  CHECK(shell("exit 7").error == "ended with exit code 7");
  CHECK(shell("kill -TERM $$").error == "was ended by SIGTERM");
  CHECK(shell("head -c 65537 /dev/zero | tr '\\0' a").error == "said more than 64 KiB");
  CHECK(ask({"/nonexistent"}, {}, {}, 1s).error.starts_with("cannot be started: "));
}

TEST_CASE("a program that never ends, and one whose child keeps the pipe") {
  const Held held;
  CHECK(shell("exec sleep 1000", 50ms).error == "took too long");
  CHECK(shell("sleep 1000 & echo done").output == "done");
}

TEST_CASE("a stop ends the program, and is kept") {
  const Held held;
  ::kill(::getpid(), SIGTERM);
  const Answer answer = shell("exec sleep 1000");
  CHECK(answer.stopped);
  CHECK(Held::take(SIGTERM));
}

TEST_CASE("the signal of other children is kept") {
  const Held held;
  shell(":");
  CHECK(Held::take(SIGCHLD));
}
