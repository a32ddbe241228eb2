#include "facts/facts.hpp"

#include <unistd.h>

#include "catch.hpp"
#include "folder.hpp"

using namespace jeden::facts;
using Root = jeden::testing::Folder;

TEST_CASE("facts by name") {
  const Root root;
  root.put("/proc/sys/kernel/hostname", "web.example\n");
  root.put("/etc/hosts", "192.0.2.2 web.example\n");
  root.put("/etc/resolv.conf", "nameserver 192.0.2.53\n");
  root.put("/proc/meminfo", "MemTotal: 2047 kB\n");
  Facts facts{root.path()};
  CHECK(facts.find("cpus") == "1");
  CHECK(facts.find("memory") == "2096128");
  CHECK(facts.find("memory_mb") == "1");
  CHECK(facts.find("hostname") == "web.example");
  CHECK(facts.find("short_hostname") == "web");
  CHECK(facts.find("address") == "192.0.2.2");
  CHECK(facts.find("nameservers") == "192.0.2.53");
  CHECK(facts.find("ipv6") == "false");
  CHECK(facts.find("uid") == std::to_string(::geteuid()));
  CHECK(facts.find("read_only") == "false");
  CHECK_FALSE(facts.find("address6"));
  CHECK_FALSE(facts.find("nothing"));
}

TEST_CASE("a fact stays what it was when it was asked for") {
  const Root root;
  root.put("/proc/sys/kernel/hostname", "a\n");
  Facts facts{root.path()};
  CHECK(facts.find("hostname") == "a");
  root.put("/proc/sys/kernel/hostname", "b\n");
  CHECK(facts.find("hostname") == "a");
}

TEST_CASE("every fact that is listed is known, and says so in a sentence") {
  Facts facts;
  for (const Fact& fact : all()) {
    INFO(fact.name);
    CHECK_FALSE(fact.summary.empty());
    if (fact.name != "address6" && fact.name != "nameservers" && !fact.name.starts_with("address"))
      CHECK(facts.find(fact.name));
  }
}
