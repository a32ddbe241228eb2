// The actions that write files out of the environment.
#pragma once

#include "step/action.hpp"

namespace jeden::step {

// "path" and "to": a file, or a tree whose files end in "suffix", which is cut off; the others are left out.
// "variable", repeated: what is replaced. "once": a target that exists is left as it is. "owner", "mode",
// "keep_edited".
Outcome fill_template(const base::Record& action, Run run);

// "path": a file that holds ".text". "once", "owner", "mode", "keep_edited".
Outcome write_text(const base::Record& action, Run run);

// "path": the variable whose value goes to the file "to". "base64": the value is decoded. "owner", "mode"
// (0600).
Outcome write_secret(const base::Record& action, Run run);

// "path": a file that gets "length" random characters of "alphabet", once and for all. "owner", "mode"
// (0600).
Outcome generate_secret(const base::Record& action, Run run);

// "path": a file whose keys are edited in its "format" (src/keys). "section", "quoting", "separator", "typed"
// (texts that read as a number, true, false or null are written as such), "create", "owner", "mode",
// "keep_edited". "set", "append" and "remove", repeated: a key; its values follow as ".text" and ".raw",
// after ".list" they are a list. What the environment says comes last: see environment_keys.hpp.
Outcome edit_settings(const base::Record& action, Run run);

}  // namespace jeden::step
