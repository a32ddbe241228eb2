// The actions on the user database. Both files are looked for below the field "root", which only tests have.
#pragma once

#include "step/action.hpp"

namespace jeden::step {

// "path": a user, who gets the numbers "uid" and "gid" in /etc/passwd; so does the group that was the user's
// own, if that is not group 0. On a read-only file system that is skipped: what jeden starts goes by the
// numbers.
Outcome renumber_user(const base::Record& action, Run run);

// "path": a name, "uid", "gid", "home": an entry in /etc/passwd for a number that has none. Appended in one
// write, so that a file that may only be written, not replaced, does as well; where it may not, that is
// skipped.
Outcome add_user(const base::Record& action, Run run);

}  // namespace jeden::step
