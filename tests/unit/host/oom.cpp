#include "host/oom.hpp"

#include <string>

#include "catch.hpp"
#include "folder.hpp"

using namespace jeden;

namespace {

std::string events(int kills) {
  return "low 0\nhigh 0\nmax 7\noom 3\noom_kill " + std::to_string(kills) + "\noom_group_kill 0\n";
}

}  // namespace

TEST_CASE("version 2: the counter of memory.events, and memory.max") {
  const testing::Folder root;
  root.put("proc/self/cgroup", "0::/a/b\n");
  root.put("sys/fs/cgroup/a/b/memory.events", events(2));
  root.put("sys/fs/cgroup/a/b/memory.max", "67108864\n");
  host::OomWatch watch{root.path()};
  CHECK_FALSE(watch.killed_one());  // what happened before does not count
  root.put("sys/fs/cgroup/a/b/memory.events", events(3));
  CHECK(watch.killed_one());
  CHECK_FALSE(watch.killed_one());
  CHECK(watch.limit() == 67'108'864);
  root.put("sys/fs/cgroup/a/b/memory.max", "max\n");
  CHECK_FALSE(watch.limit().has_value());
}

TEST_CASE("version 2 in a namespace of its own: the files are at the top of the mount") {
  const testing::Folder root;
  root.put("proc/self/cgroup", "0::/kubepods/pod1/c1\n");
  root.put("sys/fs/cgroup/memory.events", events(0));
  root.put("sys/fs/cgroup/memory.max", "1048576\n");
  host::OomWatch watch{root.path()};
  root.put("sys/fs/cgroup/memory.events", events(1));
  CHECK(watch.killed_one());
  CHECK(watch.limit() == 1'048'576);
}

TEST_CASE("version 1: memory.oom_control") {
  const testing::Folder root;
  root.put("proc/self/cgroup", "9:name=systemd:/\n4:memory:/docker/c1\n0::/\n");
  root.put("sys/fs/cgroup/memory/docker/c1/memory.oom_control",
           "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n");
  root.put("sys/fs/cgroup/memory/docker/c1/memory.limit_in_bytes", "9223372036854771712\n");
  host::OomWatch watch{root.path()};
  root.put("sys/fs/cgroup/memory/docker/c1/memory.oom_control",
           "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
  CHECK(watch.killed_one());
  CHECK_FALSE(watch.limit().has_value());  // no limit, as version 1 writes it
}

TEST_CASE("without control groups nothing is ever reported") {
  const testing::Folder root;
  host::OomWatch watch{root.path()};
  CHECK_FALSE(watch.killed_one());
  CHECK_FALSE(watch.limit().has_value());
}

TEST_CASE("garbage in the counter counts as nothing") {
  const testing::Folder root;
  root.put("proc/self/cgroup", "0::/\n");
  root.put("sys/fs/cgroup/memory.events", "oom_kill\nxoom_kill 9\n");
  host::OomWatch watch{root.path()};
  root.put("sys/fs/cgroup/memory.events", "oom_kill many\n");
  CHECK_FALSE(watch.killed_one());
}
