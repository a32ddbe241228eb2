#include "facts/cgroup.hpp"

#include "catch.hpp"

using jeden::facts::control_groups;
using Directories = std::vector<std::string>;

namespace {
const char* const unified =
    "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
const char* const separate =
    "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n"
    "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";
}  // namespace

TEST_CASE("version 2 with a namespace of its own") {
  const auto groups = control_groups(unified, "0::/\n", "cpu");
  CHECK(groups.unified);
  CHECK(groups.directories == Directories{"/sys/fs/cgroup"});
}

TEST_CASE("version 2 on the host: every level above counts") {
  CHECK(control_groups(unified, "0::/a.slice/b.scope\n", "memory").directories ==
        Directories{"/sys/fs/cgroup/a.slice/b.scope", "/sys/fs/cgroup/a.slice", "/sys/fs/cgroup"});
}

TEST_CASE("version 1: the path of the host, the mount of the container") {
  const auto groups = control_groups(
      separate, "4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc/child\n0::/docker/abc\n", "cpu");
  CHECK_FALSE(groups.unified);
  CHECK(groups.directories == Directories{"/sys/fs/cgroup/cpu,cpuacct/child", "/sys/fs/cgroup/cpu,cpuacct"});
}

TEST_CASE("hybrid: a controller that version 1 does not have is in version 2") {
  const auto groups = control_groups(separate, "4:memory:/docker/abc\n0::/x\n", "cpu");
  CHECK(groups.unified);
  CHECK(groups.directories == Directories{"/sys/fs/cgroup/unified/x", "/sys/fs/cgroup/unified"});
}

TEST_CASE("what lies outside of the mount is the mount") {
  for (const char* own : {"0::/../../other\n", "0::/\n", "", "0::/..\n"})
    CHECK(control_groups(unified, own, "cpu").directories.back() == "/sys/fs/cgroup");
  CHECK(control_groups("1 1 0:1 /a /c rw - cgroup2 x rw\n", "0::/ab\n", "cpu").directories ==
        Directories{"/c"});
  CHECK(control_groups("1 1 0:1 /a /c rw - cgroup2 x rw\n", "0::/a/b\n", "cpu").directories ==
        Directories{"/c/b", "/c"});
}

TEST_CASE("without a mount there is nothing, whatever the files hold") {
  CHECK(control_groups("", "0::/x\n", "cpu").directories.empty());
  CHECK(control_groups("garbage\n1 2 3 - cgroup2\n - \n", "::\n:\n0:\n", "cpu").directories.empty());
}

TEST_CASE("blanks in a path are escaped") {
  CHECK(control_groups("1 1 0:1 / /a\\040b rw - cgroup2 x rw\n", "0::/\n", "cpu").directories ==
        Directories{"/a b"});
}

TEST_CASE("the host's hierarchy elsewhere is not this container's") {
  const std::string host = "61 23 0:28 / /host/sys/fs/cgroup ro - cgroup2 cgroup2 rw\n";
  for (const std::string& mountinfo : {unified + host, host + unified})
    CHECK(control_groups(mountinfo, "0::/\n", "cpu").directories == Directories{"/sys/fs/cgroup"});
  CHECK(control_groups(host, "0::/\n", "cpu").directories == Directories{"/host/sys/fs/cgroup"});
}
