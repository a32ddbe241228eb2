#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/path.hpp"
#include "base/text.hpp"
#include "step/files.hpp"
#include "step/lock.hpp"
#include "step/once.hpp"
#include "step/owner.hpp"
#include "step/write.hpp"

namespace jeden::step {
namespace {

using Tell = std::function<void(std::string_view, const std::string&)>;

std::string make_folders(const Once& once) {
  for (const std::string& path : {once.marker, once.note, once.lock}) {
    const base::Record folder{"directory", {{"path", base::parent_of(path)}}};
    if (const Outcome made = make_directory(folder, Run::really); made.kind == Outcome::Kind::failed)
      return made.text;
  }
  return {};
}

bool holds(const std::string& condition) {
  const std::size_t equals = condition.find('=');
  const char* value = std::getenv(condition.substr(0, equals).c_str());
  if (value == nullptr) return false;
  return equals == std::string::npos ? *value != '\0' : condition.substr(equals + 1) == value;
}

// All that is missing in one sentence; empty when nothing is.
std::string lacking(const Once& once) {
  std::string missing, choice;
  for (const std::string& condition : once.requires_all)
    if (!holds(condition)) base::append(missing, condition);
  for (const std::string& condition : once.requires_any) base::append(choice, condition);
  if (choice.empty() || std::any_of(once.requires_any.begin(), once.requires_any.end(), holds))
    choice.clear();
  if (missing.empty() && choice.empty()) return {};
  const std::string both = missing.empty() || choice.empty() ? "" : ", and ";
  return "the first run needs " + missing + both + (choice.empty() ? "" : "one of " + choice) +
         ": set them, or give the volume that was initialised before";
}

// Everything that the interrupted run made goes; empty, or the sentence that says why not.
std::string clean_up(const Once& once, const RunNote& note, const Tell& tell) {
  if (!note.listed)
    return once.note +
           " does not say what was there before: look at the data, and remove that file to begin again";
  Paths keep = note.before;
  keep.insert({once.note, once.lock, once.marker});
  const Removal removal = remove_others(once.data, keep);
  if (!removal.error.empty()) return removal.error;
  std::string text = "removed " + std::to_string(removal.removed) + " files of a run that was interrupted";
  if (removal.mounts > 0) text += ", " + std::to_string(removal.mounts) + " mounts left alone";
  tell("once_cleaned", text);
  return {};
}

std::string write_note(const Once& once, bool upgrade) {
  base::Record record{"once", {{"name", once.name}}};
  if (upgrade) record.fields.emplace_back("upgrade", "");
  if (!upgrade && once.on_incomplete == OnIncomplete::clean) {
    Paths before;
    if (std::string error = list_trees(once.data, before); !error.empty())
      return error + ": on_incomplete = \"clean\" cannot remember them; choose \"resume\" or \"fail\"";
    record.fields.emplace_back("listed", "");
    for (const std::string& path : before) record.fields.emplace_back("before", path);
  }
  const Outcome written = write_file({once.note, {}, {}}, base::encode({record}), Run::really);
  return written.kind == Outcome::Kind::failed ? written.text : std::string{};
}

std::string incomplete(const Once& once, const Standing& standing, const Tell& tell) {
  if (once.on_incomplete == OnIncomplete::fail)
    return standing.text +
           ": look at the data, and remove that file to begin again; on_incomplete = \"clean\" or "
           "\"resume\" does it without you";
  if (standing.is == Standing::Is::incomplete && once.on_incomplete == OnIncomplete::clean)
    return clean_up(once, *standing.note, tell);
  tell("once_resumed", standing.text);
  return {};
}

}  // namespace

Begun begin_once(const Once& once, const Tell& tell) {
  using Is = Standing::Is;
  const auto failed = [](std::string text) { return Begun{Begun::Is::failed, std::move(text), {}}; };
  Standing standing = look_at(once, Run::dry);
  if (standing.is == Is::done && standing.by_marker && !standing.note)
    return {Begun::Is::nothing_to_do, standing.text, {}};
  std::string error = make_folders(once);
  if (!error.empty()) return failed(error);
  Locked locked =
      take_lock(once.lock, once.wait_seconds, [&](const std::string& text) { tell("once_waiting", text); });
  if (locked.timed_out) return {Begun::Is::timed_out, locked.error, {}};
  if (!locked.error.empty()) return failed(locked.error);
  standing = look_at(once, Run::really);
  if (standing.is == Is::first || standing.is == Is::incomplete) error = lacking(once);
  if (!error.empty()) return failed(error);
  switch (standing.is) {
    case Is::done:
      if (standing.note && ::unlink(once.note.c_str()) != 0)
        return failed(refusal("remove", once.note, errno));
      return {Begun::Is::nothing_to_do, standing.text, {}};
    case Is::refused: return failed(standing.text);
    case Is::first: error = write_note(once, false); break;
    case Is::upgrade: error = write_note(once, true); break;
    case Is::incomplete:
    case Is::incomplete_upgrade: error = incomplete(once, standing, tell); break;
  }
  if (!error.empty()) return failed(error);
  const bool upgrade = standing.is == Is::upgrade || standing.is == Is::incomplete_upgrade;
  return {upgrade ? Begun::Is::upgrade : Begun::Is::first, standing.text, std::move(locked.lock)};
}

}  // namespace jeden::step
