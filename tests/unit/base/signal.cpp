#include "base/signal.hpp"

#include <csignal>

#include "catch.hpp"

using namespace jeden::base;

TEST_CASE("signals are read by name and number") {
  CHECK(parse_signal("SIGTERM") == SIGTERM);
  CHECK(parse_signal("TERM") == SIGTERM);
  CHECK(parse_signal("term") == SIGTERM);
  CHECK(parse_signal("15") == SIGTERM);
  CHECK(parse_signal("SIGRTMIN+3") == 37);
  CHECK(parse_signal("RTMAX-1") == 63);
  CHECK(parse_signal("RTMIN") == 34);
}

TEST_CASE("what is not a signal is refused") {
  for (const char* text :
       {"", "SIG", "FOO", "0", "65", "-1", "RTMIN-1", "RTMIN+31", "RTMAX+1", "15x", "SIGSIGTERM"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_signal(text).has_value());
  }
}

TEST_CASE("every signal's name is read back") {
  for (int signal = 1; signal <= last_signal; ++signal) {
    if (signal == 32 || signal == 33) continue;
    CAPTURE(signal);
    CHECK(parse_signal(signal_name(signal)) == signal);
  }
}

TEST_CASE("only stops and kills cannot be caught") {
  int uncatchable = 0;
  for (int signal = 1; signal <= last_signal; ++signal) uncatchable += can_be_caught(signal) ? 0 : 1;
  CHECK(uncatchable == 2);
  CHECK_FALSE(can_be_caught(SIGKILL));
  CHECK_FALSE(can_be_caught(0));
}
