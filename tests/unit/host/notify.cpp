#include "catch.hpp"
#include "host/notify_socket.hpp"

using namespace jeden;
using host::parse_notify;

TEST_CASE("what a program says by sd_notify is understood") {
  const auto message = parse_notify("STATUS=loading 3 of 4\nREADY=1\nMAINPID=42\n");
  CHECK(message.ready);
  CHECK(message.status == "loading 3 of 4");
  CHECK_FALSE(message.watchdog);
  CHECK_FALSE(message.stopping);
}

TEST_CASE("the watchdog is fed or triggered") {
  CHECK(parse_notify("WATCHDOG=1").watchdog);
  CHECK(parse_notify("WATCHDOG=trigger").watchdog_trigger);
  CHECK_FALSE(parse_notify("WATCHDOG=2").watchdog);
}

TEST_CASE("an extension is bounded and in milliseconds") {
  CHECK(parse_notify("EXTEND_TIMEOUT_USEC=1500000").extend == core::Millis{1500});
  CHECK_FALSE(parse_notify("EXTEND_TIMEOUT_USEC=99999999999999999999").extend.has_value());
  CHECK_FALSE(parse_notify("EXTEND_TIMEOUT_USEC=-1").extend.has_value());
  CHECK_FALSE(parse_notify("EXTEND_TIMEOUT_USEC=1s").extend.has_value());
}

TEST_CASE("the watchdog's interval may change") {
  CHECK(parse_notify("WATCHDOG_USEC=20000000").watchdog_every == core::Millis{20'000});
  CHECK_FALSE(parse_notify("WATCHDOG_USEC=").watchdog_every.has_value());
  CHECK_FALSE(parse_notify("WATCHDOG=1").watchdog_every.has_value());
}

TEST_CASE("garbage says nothing") {
  for (const std::string_view datagram :
       {std::string_view{""}, std::string_view{"\n\n"}, std::string_view{"READY"},
        std::string_view{"READY=2"}, std::string_view{"ready=1"}, std::string_view{"\0\0READY=1", 9},
        std::string_view{"=1"}}) {
    const auto message = parse_notify(datagram);
    CHECK_FALSE(message.ready);
    CHECK_FALSE(message.watchdog);
    CHECK_FALSE(message.extend.has_value());
  }
}

TEST_CASE("the last word counts") {
  CHECK_FALSE(parse_notify("READY=1\nREADY=0").ready);
}
