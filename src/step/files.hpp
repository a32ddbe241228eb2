// The actions on files and directories. Fields: "path", and what is named at each; "owner" is "uid:gid" in
// numbers, "mode" octal.
#pragma once

#include "step/action.hpp"

namespace jeden::step {

// "owner", "mode": made with its parents (0755) if it is missing; owner and mode are set where they differ.
Outcome make_directory(const base::Record& action, Run run);

// "owner": everything below and the path itself, where it differs. No link is followed, no other file system
// entered; what lies on a read-only mount is left alone.
Outcome change_owner(const base::Record& action, Run run);

// "to": what the link says. A link that says something else is replaced in one step; anything else is in the
// way.
Outcome make_link(const base::Record& action, Run run);

// Files that a life before left, such as pid files. The last part of the path may be a pattern (fnmatch(3));
// directories are never removed.
Outcome remove_files(const base::Record& action, Run run);

// "to", "owner": a file, or a tree entry by entry, each copied only where the target lacks it. A file appears
// under its name when it is complete. "keep_edited": what was copied before and not edited since is replaced
// by a new version (manifest.hpp).
Outcome copy_tree(const base::Record& action, Run run);

// "need", repeated: read, write, execute. By asking the kernel, never by comparing owners: groups, access
// lists and capabilities count.
Outcome check_access(const base::Record& action, Run run);

}  // namespace jeden::step
