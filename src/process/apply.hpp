// Changes the calling process to what a program's settings ask for; between fork and exec, or before an exec.
#pragma once

#include "core/program.hpp"
#include "process/failure.hpp"

namespace jeden::process {

// Applies the settings in the one order in which each step still has what it needs:
//  1. oom score, nice value, limits (lowering a limit on descriptors first would keep /proc from being
//  opened), umask;
//  2. the capability bounding set, while CAP_SETPCAP is there (capabilities(7));
//  3. groups, group, user (credentials(7)); then a check that root cannot be regained;
//  4. capabilities: permitted, effective, inheritable, ambient. Whoever becomes another user other than root
//  without
//     asking for capabilities loses all of them, inherited and ambient ones too (setpriv and su-exec leave
//     those);
//  5. the working directory, as the new user: root may not enter a root-squashed directory, and a user must
//  not start
//     where only root can;
//  6. no_new_privs, since it would forbid nothing above but must hold for the exec.
//
// The first step that fails ends it; the process is then half changed and must not start the program. A step
// whose result is there already does not fail for lack of privilege: somebody who is not root can ask to be
// himself. His supplementary groups may then be more than asked for (docker run --group-add, fsGroup), never
// fewer.
//
// setuid(2) forgets the parent-death signal: set it after.
[[nodiscard]] Outcome apply(const core::Settings& settings);

}  // namespace jeden::process
