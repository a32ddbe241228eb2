#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/path.hpp"
#include "step/once.hpp"
#include "step/owner.hpp"
#include "step/write.hpp"

namespace jeden::step {

Outcome describe_once(const base::Record& action, Run run) {
  if (run == Run::really) return failed("a group cannot be begun without being held");
  const Once once = once_of(action);
  const Standing standing = look_at(once, run);
  const bool depends = !once.done_words.empty() && standing.is == Standing::Is::first;
  switch (standing.is) {
    case Standing::Is::done: return unchanged("is done: " + standing.text);
    case Standing::Is::refused: return failed(standing.text);
    case Standing::Is::first:
      return changed(run, "began",
                     "begin:", depends ? "unless " + once.done_words.front() + " succeeds" : standing.text);
    case Standing::Is::upgrade: return changed(run, "upgraded", "upgrade:", standing.text);
    case Standing::Is::incomplete:
    case Standing::Is::incomplete_upgrade: break;
  }
  return once.on_incomplete == OnIncomplete::fail ? failed(standing.text)
         : once.on_incomplete == OnIncomplete::clean && standing.is == Standing::Is::incomplete
             ? changed(run, "cleaned up", "clean up and begin:", standing.text)
             : changed(run, "resumed", "resume:", standing.text);
}

Outcome finish_once(const base::Record& action, Run run) {
  const Once once = once_of(action);
  if (run == Run::dry) return changed(run, "wrote", "write", once.marker + " at the end");
  if (std::string error = link_in_the_way(once); !error.empty()) return failed(error);
  // What the hooks wrote is on the disk before the marker says that it is there.
  const base::Fd folder{::open(base::parent_of(once.marker).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder) ::syncfs(folder.get());
  std::string text =
      "# jeden: everything of [once." + once.name + "] has succeeded. Without this file it is done again.\n";
  if (!once.version.empty()) text += "version = " + once.version + '\n';
  Outcome written = write_file({once.marker, {}, {}}, text, run);
  if (written.kind == Outcome::Kind::failed) return written;
  if (::unlink(once.note.c_str()) != 0 && errno != ENOENT) return failed(refusal("remove", once.note, errno));
  return changed(run, "wrote", "write", once.marker);
}

}  // namespace jeden::step
