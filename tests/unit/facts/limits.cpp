#include "facts/limits.hpp"

#include "catch.hpp"
#include "folder.hpp"

using namespace jeden::facts;
using Root = jeden::testing::Folder;

namespace {

const std::string v2 = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
const std::string v1 =
    "32 31 0:29 / /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n35 31 0:32 / /sys/fs/cgroup/memory ro - "
    "cgroup cgroup "
    "rw,memory\n";

void machine(const Root& root, const std::string& mounts, const std::string& own) {
  root.put("/proc/self/status", "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\n");
  root.put("/proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n");
  root.put("/proc/self/mountinfo", mounts);
  root.put("/proc/self/cgroup", own);
}

}  // namespace

TEST_CASE("lists of processors") {
  CHECK(count_list("0") == 1);
  CHECK(count_list("0-3,8,10-11\n") == 7);
  CHECK(count_list("") == 0);
  CHECK(count_list("3-1,x,-") == 0);
}

TEST_CASE("quotas") {
  CHECK(quota("50000", "100000") == 500);
  CHECK(quota("150000", "100000") == 1500);
  CHECK(quota("1", "100000") == 1);
  for (const char* none : {"max", "-1", "0", "", "99999999999999999999"}) CHECK_FALSE(quota(none, "100000"));
  CHECK_FALSE(quota("1", "0"));
}

TEST_CASE("version 2: the least of all levels") {
  const Root root;
  machine(root, v2, "0::/a/b\n");
  CHECK(processors(root.path()).whole() == 8);
  CHECK(memory(root.path()) == 16384 * 1024);
  root.put("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  root.put("/sys/fs/cgroup/a/cpu.max", "250000 100000\n");
  root.put("/sys/fs/cgroup/a/b/memory.max", "8388608\n");
  root.put("/sys/fs/cgroup/a/memory.max", "max\n");
  CHECK(processors(root.path()).whole() == 3);
  CHECK(processors(root.path()).exact() == "2.5");
  CHECK(memory(root.path()) == 8388608);
  root.put("/sys/fs/cgroup/a/b/cpu.max", "5000 100000\n");
  root.put("/sys/fs/cgroup/a/memory.max", "4096\n");
  CHECK(processors(root.path()).whole() == 1);
  CHECK(processors(root.path()).exact() == "0.05");
  CHECK(memory(root.path()) == 4096);
}

TEST_CASE("version 1, where no limit is a large number") {
  const Root root;
  machine(root, v1, "2:cpu:/\n4:memory:/\n");
  root.put("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  root.put("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  root.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(processors(root.path()).exact() == "8");
  CHECK(memory(root.path()) == 16384 * 1024);
  root.put("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n");
  root.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "1048576\n");
  CHECK(processors(root.path()).whole() == 1);
  CHECK(memory(root.path()) == 1048576);
  root.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "36893488147419103232\n");  // beyond 64 bits
  CHECK(memory(root.path()) == 16384 * 1024);
}

TEST_CASE("a quota above what there is does not make more of it") {
  const Root root;
  machine(root, v2, "0::/\n");
  root.put("/sys/fs/cgroup/cpu.max", "9000000 100000\n");
  root.put("/sys/fs/cgroup/memory.max", "99999999999\n");
  CHECK(processors(root.path()).whole() == 8);
  CHECK(memory(root.path()) == 16384 * 1024);
}

TEST_CASE("without any of the files there is one processor, and nothing is said about memory") {
  const Root root;
  CHECK(processors(root.path()).whole() == 1);
  CHECK(memory(root.path()) == 0);
}
