#include "process/signals.hpp"

#include <csignal>

#include "catch.hpp"
#include "child.hpp"

using namespace jeden::process;

TEST_CASE("signal lists are read and written") {
  CHECK(to_list(0) == "none");
  CHECK(to_list(signal_bit(1) | signal_bit(13) | signal_bit(64)) == "1,13,64");
  CHECK(parse_signal_list("none") == SignalSet{0});
  CHECK(parse_signal_list("HUP,13,SIGRTMIN+1") == (signal_bit(1) | signal_bit(13) | signal_bit(35)));
  CHECK(parse_signal_list(to_list(~SignalSet{0})) == ~SignalSet{0});
  for (const char* text : {"", ",", "1,", ",1", "0", "65", "none,1", "1 ,2"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_signal_list(text).has_value());
  }
}

TEST_CASE("what was recorded is restored over handlers, ignored and blocked signals") {
  const int code = in_child([] {
    FoundSignals wanted;
    wanted.ignored = signal_bit(SIGPIPE) | signal_bit(SIGHUP) | signal_bit(33) | signal_bit(40);
    wanted.blocked = signal_bit(SIGTERM) | signal_bit(32) | signal_bit(64);
    restore(wanted);
    if (record() != wanted) return 1;
    for (const int signal : {SIGHUP, SIGPIPE, SIGTERM, SIGINT}) ::signal(signal, [](int) {});
    ::signal(SIGQUIT, SIG_IGN);
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_BLOCK, &all, nullptr);
    if (record() == wanted) return 2;
    restore(wanted);
    return record() == wanted ? 0 : 3;
  });
  CHECK(code == 0);
}
