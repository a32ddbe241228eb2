// Whole files, written so that nobody ever reads half of one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "step/action.hpp"
#include "step/owner.hpp"

namespace jeden::step {

inline constexpr std::size_t largest_file = 1024 * 1024;
// What a file is called, beside its place, until it is complete (base::beside).
inline constexpr std::string_view unfinished = "jeden-new";

struct Target {
  std::string path;
  std::optional<Owner> owner;  // none: as it is; of a new file: this process
  std::optional<mode_t> mode;  // none: as it is; of a new file: `new_mode`
  mode_t new_mode = 0644;
  bool keep_edited = false;  // what somebody changed since jeden wrote it (note.hpp) is left alone: skipped
};
// The fields "owner", "mode" and "keep_edited", for a file at `path`.
Target target_of(const base::Record& action, std::string path, mode_t new_mode);

// Nothing is written when content, owner and mode are right already. Otherwise a new file takes the old one's
// place in one step; a file that is mounted by itself (rename(2): EBUSY), or whose folder takes no new file,
// is written in place.
//
// With keep_edited the note is written before the file. A note that is there is kept up to date without it,
// too.
Outcome write_file(const Target& target, std::string_view content, Run run);

// The outcome of write_file() when the file is left alone since it was edited.
std::optional<Outcome> left_alone(const Target& target);

// Makes a file that does not exist, complete from its first moment. When another process was faster its file
// stays: that is `unchanged`.
Outcome create_file(const Target& target, std::string_view content);

}  // namespace jeden::step
