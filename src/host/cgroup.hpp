// A program's own control group, where it has one: what it has started may have left its process group, but
// not that.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace jeden::host {

// The path of the version 2 hierarchy ("0::/a/b") in the text of /proc/PID/cgroup; empty when there is none
// (cgroups(7)).
std::string_view unified_path(std::string_view cgroup);

// Whether `path` lies below `own`, and is not the same.
bool is_below(std::string_view path, std::string_view own);

// Whether a cgroup.procs holds the process and nobody whom jeden cannot see: processes of other PID
// namespaces are listed as 0.
bool is_ours(std::string_view procs, pid_t pid);

// Kills (cgroup.kill, Linux 5.14) everybody in the control group of the process, if that lies below jeden's
// own, has no groups below it, and holds processes of this PID namespace alone. False, and nothing is done,
// when any of this is not so or the hierarchy cannot be written to. For PID 1 of a namespace only: everybody
// in it is its own.
bool kill_cgroup_of(pid_t pid);

}  // namespace jeden::host
