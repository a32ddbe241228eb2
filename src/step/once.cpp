#include "step/once.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/directory.hpp"
#include "base/file.hpp"
#include "base/number.hpp"
#include "step/command.hpp"
#include "step/owner.hpp"
#include "step/version.hpp"

namespace jeden::step {
namespace {

constexpr std::size_t largest_note = 16 * 1024 * 1024, largest_marker = 64 * 1024;
constexpr std::string_view version_line = "version = ";

std::vector<std::string> all_of(const base::Record& record, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : record.fields)
    if (key == name) values.push_back(value);
  return values;
}

// A file with something in it, or a directory with more in it than a file system puts there by itself.
bool is_filled(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  if (!S_ISDIR(status.st_mode)) return !S_ISREG(status.st_mode) || status.st_size > 0;
  std::vector<std::string> names;
  base::read_names(path, names);
  std::erase(names, "lost+found");
  return !names.empty();
}

// The version that the marker names, empty when it names none; nothing when there is no marker.
std::optional<std::string> read_marker(const std::string& path, std::string& error) {
  std::string text;
  if (const auto failure = base::read_file(path, text, largest_marker)) {
    if (failure.value() != ENOENT && failure.value() != ENOTDIR)
      error = refusal("read", path, failure.value());
    return std::nullopt;
  }
  const std::size_t at = text.find(version_line);
  if (at == std::string::npos || (at > 0 && text[at - 1] != '\n')) return std::string{};
  const std::size_t start = at + version_line.size();
  return text.substr(start, text.find('\n', start) - start);
}

std::optional<RunNote> read_note(const std::string& path, std::string& error) {
  std::string text;
  if (const auto failure = base::read_file(path, text, largest_note)) {
    if (failure.value() != ENOENT && failure.value() != ENOTDIR)
      error = refusal("read", path, failure.value());
    return std::nullopt;
  }
  RunNote note;
  const auto records = base::decode(text);
  if (!records || records->empty()) return note;  // whoever wrote it, a run has begun
  const base::Record& record = records->front();
  note.upgrade = record.find("upgrade").has_value();
  note.listed = record.find("listed").has_value();
  for (std::string& path_before : all_of(record, "before")) note.before.insert(std::move(path_before));
  return note;
}

Standing by_version(const Once& once, const std::string& version) {
  using Is = Standing::Is;
  if (once.version.empty() || version == once.version) return {Is::done, once.marker + " is there", true, {}};
  if (version.empty()) return {Is::upgrade, once.marker + " names no version", false, {}};
  const int order = compare_versions(version, once.version);
  if (order == 0) return {Is::done, once.marker + " is there", true, {}};
  if (order < 0) return {Is::upgrade, once.marker + " is of version " + version, false, {}};
  return {Is::refused,
          once.marker + " is of version " + version + ", and this is version " + once.version +
              ", which is older: start version " + version +
              " or a newer one, or put back a copy of the data",
          false,
          {}};
}

// A volume that somebody else initialised.
std::string found_done(const Once& once, Run run) {
  for (const std::string& path : once.done_if)
    if (is_filled(path)) return path + " is there";
  if (once.done_words.empty() || run == Run::dry) return {};
  return run_command(once.done_words).ok() ? once.done_words.front() + " says that it is done"
                                           : std::string{};
}

}  // namespace

Once once_of(const base::Record& record) {
  Once once;
  once.name = record.get("name");
  once.marker = record.get("path");
  once.note = record.get("note");
  once.lock = record.get("lock");
  once.version = record.get("version");
  once.data = all_of(record, "data");
  once.done_if = all_of(record, "done_if");
  once.done_words = all_of(record, "done_word");
  once.requires_all = all_of(record, "requires");
  once.requires_any = all_of(record, "requires_any");
  const std::string_view policy = record.get("on_incomplete");
  if (policy == "resume") once.on_incomplete = OnIncomplete::resume;
  if (policy == "clean") once.on_incomplete = OnIncomplete::clean;
  once.wait_seconds = base::parse_number<unsigned>(record.get("wait")).value_or(0);
  return once;
}

// The data may belong to a user who is not to be trusted with what root writes.
std::string link_in_the_way(const Once& once) {
  struct stat status {};
  for (const std::string& path : {once.marker, once.note})
    if (::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
      return path + " is no regular file (it is " + standing(status) + "): move it away";
  return {};
}

// The note is read before the marker: a marker that comes in between is whole, and the note is for it.
Standing look_at(const Once& once, Run run) {
  using Is = Standing::Is;
  std::string error = link_in_the_way(once);
  if (!error.empty()) return {Is::refused, error, false, {}};
  const auto note = read_note(once.note, error);
  const auto version = error.empty() ? read_marker(once.marker, error) : std::nullopt;
  if (!error.empty()) return {Is::refused, error, false, {}};
  Standing standing;
  if (version) {
    standing = by_version(once, *version);
    if (standing.is == Is::upgrade && note && note->upgrade)
      standing = {Is::incomplete_upgrade, once.note + " is there: an upgrade was interrupted", false, {}};
  } else if (note) {
    standing = {Is::incomplete,
                once.note + " is there and " + once.marker + " is not: an earlier run was interrupted",
                false,
                {}};
  } else if (std::string why = found_done(once, run); !why.empty()) {
    standing = {once.version.empty() ? Is::done : Is::upgrade, std::move(why), false, {}};
  } else {
    standing = {Is::first, once.marker + " is not there", false, {}};
  }
  standing.note = note;
  return standing;
}

}  // namespace jeden::step
