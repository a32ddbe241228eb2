#include <unistd.h>

#include <cerrno>
#include <climits>
#include <vector>

#include "base/directory.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "step/copy_file.hpp"
#include "step/files.hpp"
#include "step/manifest.hpp"
#include "step/owner.hpp"
#include "step/write.hpp"

namespace jeden::step {
namespace {

constexpr unsigned deepest = 500;

class Copy {
 public:
  // `manifest`: what was copied before and not edited since is brought up to date; none: what exists is kept.
  // In a dry run it is told what would be copied. `root` is what the names in it are relative to; empty:
  // there is one file.
  Copy(std::optional<Owner> owner, Run run, Manifest* manifest, std::string root)
      : owner_{owner}, run_{run}, manifest_{manifest}, root_{std::move(root)} {}

  // False, with error() set, when something failed.
  bool entry(const std::string& from, const std::string& to, unsigned depth) {
    struct stat status {
    }, there{};
    if (depth > deepest) return fail(too_deep(from, deepest));
    // The source itself may be a link to what is meant; links below it are copied as links.
    if ((depth == 0 ? ::stat(from.c_str(), &status) : ::lstat(from.c_str(), &status)) != 0)
      return fail(refusal("look at", from, errno));
    const bool exists = ::lstat(to.c_str(), &there) == 0;
    if (!exists && errno != ENOENT) return fail(refusal("look at", to, errno));
    if (S_ISDIR(status.st_mode)) return directory(from, to, status, exists, depth);
    const bool known = manifest_ != nullptr && S_ISREG(status.st_mode);
    if (exists) return known && S_ISREG(there.st_mode) ? existing(from, to, status) : (++kept_, true);
    if (run_ == Run::dry) return (!known || expect(from, to, "")) && (++copied_, true);
    if (S_ISLNK(status.st_mode)) return link(from, to, status);
    return S_ISREG(status.st_mode) ? file(from, to, status, Place::empty)
                                   : fail(from + " is neither a file nor a directory nor a link");
  }

  // Makes the target of a tree, which has to be there before the manifest.
  bool begin(const std::string& from, const std::string& to) {
    struct stat status {};
    if (::stat(from.c_str(), &status) != 0) return fail(refusal("look at", from, errno));
    if (!S_ISDIR(status.st_mode) || ::access(to.c_str(), F_OK) == 0) return true;
    made_ = to;
    return make(to, status);
  }

  const std::string& error() const { return error_; }
  std::size_t copied() const { return copied_; }
  std::size_t kept() const { return kept_; }
  const std::string& left() const { return left_; }

 private:
  bool fail(std::string text) {
    error_ = std::move(text);
    return false;
  }

  std::string name_in_manifest(const std::string& to) const {
    return root_.empty() ? base::name_of(to) : to.substr(root_.size() + 1);
  }

  bool expect(const std::string& from, const std::string& to, const std::string& before) {
    const auto after = sum_of_file(from);
    if (!after) return fail(refusal("read", from, errno));
    manifest_->expect(name_in_manifest(to), before, *after);
    return true;
  }

  // Only what jeden copied, and nobody edited since, is copied again.
  bool existing(const std::string& from, const std::string& to, const struct stat& status) {
    const std::string name = name_in_manifest(to);
    if (!manifest_->knows(name)) return ++kept_, true;
    const auto now = sum_of_file(to);
    if (!now) return fail(refusal("read", to, errno));
    const auto wanted = sum_of_file(from);
    if (!wanted) return fail(refusal("read", from, errno));
    if (*now == *wanted) return ++kept_, true;
    if (manifest_->has(name, *now)) {
      if (run_ == Run::really) return file(from, to, status, Place::taken);
      manifest_->expect(name, *now, *wanted);
      return ++copied_, true;
    }
    if (!manifest_->has(name, *wanted)) base::append(left_, to);
    return ++kept_, true;
  }

  Owner owner_of_copy(const struct stat& status) const {
    return owner_.value_or(Owner{status.st_uid, status.st_gid});
  }

  bool give(const std::string& path, const struct stat& status) {
    const Owner owner = owner_of_copy(status);
    const int error = give_copy(path, owner);
    return error == 0 || fail(refusal("give " + to_text(owner) + " the file", path, error));
  }

  bool directory(const std::string& from, const std::string& to, const struct stat& status, bool exists,
                 unsigned depth) {
    struct stat there {};
    if (exists && (::stat(to.c_str(), &there) != 0 || !S_ISDIR(there.st_mode))) return ++kept_, true;
    if (!exists) {
      ++copied_;
      if (run_ == Run::really && !make(to, status)) return false;
    }
    std::vector<std::string> names;
    if (const int error = base::read_names(from, names)) return fail(refusal("read", from, error));
    for (const std::string& name : names)
      if (!entry(from + '/' + name, to + '/' + name, depth + 1)) return false;
    if ((exists && to != made_) || run_ == Run::dry) return true;
    return ::chmod(to.c_str(), status.st_mode & 07777U) == 0 || fail(refusal("set the mode of", to, errno));
  }

  // With its owner from the start, since a directory that is there is not touched when an interrupted copy
  // goes on; writable until its entries are there.
  bool make(const std::string& to, const struct stat& status) {
    if (::mkdir(to.c_str(), 0700) != 0) return fail(refusal("make", to, errno));
    return give(to, status) && (::chmod(to.c_str(), (status.st_mode & 07777U) | 0700U) == 0 ||
                                fail(refusal("set the mode of", to, errno)));
  }

  bool link(const std::string& from, const std::string& to, const struct stat& status) {
    std::string target(PATH_MAX, '\0');
    const ssize_t length = ::readlink(from.c_str(), target.data(), target.size());
    if (length < 0) return fail(refusal("read", from, errno));
    target.resize(static_cast<std::size_t>(length));
    if (::symlink(target.c_str(), to.c_str()) != 0)
      return errno == EEXIST ? (++kept_, true) : fail(refusal("make the link", to, errno));
    return ++copied_, give(to, status);
  }

  bool file(const std::string& from, const std::string& to, const struct stat& status, Place place) {
    if (std::string error = copy_file(from, to, owner_of_copy(status), status.st_mode, place); !error.empty())
      return fail(std::move(error));
    return ++copied_, true;
  }

  std::optional<Owner> owner_;
  Run run_;
  Manifest* manifest_;
  std::string root_;
  std::size_t copied_ = 0, kept_ = 0;
  std::string error_, left_, made_;
};

// The manifest of a tree lies in it, that of a file beside it.
struct Noted {
  Manifest manifest;
  std::string root;
};

Noted noted(const std::string& from, const std::string& to) {
  struct stat status {};
  if (::stat(from.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return {Manifest{to + '/' + std::string{manifest_name}}, to};
  return {Manifest{base::beside(to, "jeden")}, ""};
}

Outcome summary(const Copy& copy, const std::string& from, const std::string& to, Run run) {
  const std::string left =
      copy.left().empty() ? ""
                          : copy.left() + " was edited since jeden copied it, and is left alone though " +
                                from + " has a new version";
  const std::string entries = std::to_string(copy.copied()) + " entries of " + from + " to " + to +
                              ", kept " + std::to_string(copy.kept());
  if (!left.empty()) return skipped(copy.copied() == 0 ? left : "copied " + entries + "; " + left);
  if (copy.copied() == 0) return unchanged(to + " has everything that " + from + " has");
  return changed(run, "copied", "copy", entries);
}

// The manifest is there before what it tells of, so that nothing that an interrupted copy left looks edited.
Outcome copy_noted(const base::Record& action, const std::string& from, const std::string& to, Run run) {
  Noted before = noted(from, to);
  Copy look{owner_of(action), Run::dry, &before.manifest, before.root};
  if (!look.entry(from, to, 0)) return failed(look.error());
  if (run == Run::dry || look.copied() == 0) return summary(look, from, to, run);
  Copy copy{owner_of(action), run, &before.manifest, before.root};
  if (!copy.begin(from, to)) return failed(copy.error());
  Outcome note = write_file({before.manifest.path(), std::nullopt, 0600, 0600}, before.manifest.text(), run);
  if (note.kind == Outcome::Kind::failed) return note;
  if (!copy.entry(from, to, 0)) return failed(copy.error());
  return summary(copy, from, to, run);
}

}  // namespace

Outcome copy_tree(const base::Record& action, Run run) {
  const std::string from{action.get("path")}, to{action.get("to")};
  if (action.find("keep_edited")) return copy_noted(action, from, to, run);
  Copy copy{owner_of(action), run, nullptr, ""};
  if (!copy.entry(from, to, 0)) return failed(copy.error());
  return summary(copy, from, to, run);
}

}  // namespace jeden::step
