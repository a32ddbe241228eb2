// Where the files of this process's control groups are (cgroups(7)), in version 1, 2 and hybrid hierarchies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeden::facts {

struct ControlGroups {
  bool unified = false;                  // version 2
  std::vector<std::string> directories;  // the own one first, then those above it, as far as they are mounted
};

// Pure: `mountinfo` is /proc/self/mountinfo, `own` is /proc/self/cgroup. No directory when the hierarchy of
// the controller is not mounted. A path that lies outside of what is mounted is taken for the mounted
// directory.
ControlGroups control_groups(std::string_view mountinfo, std::string_view own, std::string_view controller);

}  // namespace jeden::facts
