// A group of hooks that is done once per volume: what its files say, and what follows from that.
//
// The marker says that all of the group's hooks have succeeded, and for which version. The note is there from
// before the first hook until after the marker: a note without a marker is a run that was interrupted. It
// holds what was there before, so that exactly what the run made can be removed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "step/action.hpp"
#include "step/tree.hpp"

namespace jeden::step {

enum class OnIncomplete : std::uint8_t { fail, resume, clean };

// Fields: "path" (the marker), "name", "note", "lock", "version", "on_incomplete", "wait" (seconds);
// repeated: "data", "done_if", "done_word" (the words of a command).
struct Once {
  std::string name, marker, note, lock, version;
  std::vector<std::string> data, done_if, done_words, requires_all, requires_any;
  OnIncomplete on_incomplete = OnIncomplete::fail;
  unsigned wait_seconds = 0;
};
Once once_of(const base::Record& record);

// What the note says. `listed`: `before` is what was there before the run.
struct RunNote {
  bool upgrade = false, listed = false;
  Paths before;
};

struct Standing {
  enum class Is : std::uint8_t { done, first, upgrade, incomplete, incomplete_upgrade, refused };
  Is is = Is::first;
  std::string text;             // why, as a sentence that names the file
  bool by_marker = false;       // done: the marker says so
  std::optional<RunNote> note;  // of an earlier run
};
// Only looks. The command of done_if is run when `run` says really; in a dry run it counts as failed.
Standing look_at(const Once& once, Run run);

// A marker or a note that is a link or the like; empty, or a sentence.
std::string link_in_the_way(const Once& once);

struct Begun {
  enum class Is : std::uint8_t { nothing_to_do, first, upgrade, failed, timed_out };
  Is is = Is::failed;
  std::string text;
  base::Fd lock;  // first, upgrade: the group is this process's own as long as it is open
};
// Waits for the lock, cleans up after an interrupted run, writes the note. `tell` gets an event and a
// sentence for what the user should know before this returns.
Begun begin_once(const Once& once,
                 const std::function<void(std::string_view event, const std::string& text)>& tell);

// `jeden plan`: what begin_once() would do.
Outcome describe_once(const base::Record& action, Run run);
// The end of the group: the marker is written, then the note is removed.
Outcome finish_once(const base::Record& action, Run run);

}  // namespace jeden::step
