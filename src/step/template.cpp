#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/directory.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "step/owner.hpp"
#include "step/substitute.hpp"
#include "step/texts.hpp"
#include "step/write.hpp"

namespace jeden::step {
namespace {

constexpr unsigned deepest = 32;

class Templates {
 public:
  Templates(const base::Record& action, Run run)
      : action_{action}, run_{run}, suffix_{action.get("suffix")}, once_{action.find("once").has_value()} {
    for (const auto& [name, value] : action.fields)
      if (name == "variable") variables_.push_back(value);
  }

  // False, with error(), when something failed.
  bool file(const std::string& from, const std::string& to) {
    if (once_ && ::access(to.c_str(), F_OK) == 0) return true;
    std::string content;
    if (const auto error = base::read_file(from, content, largest_file))
      return fail(refusal("read", from, error.value()));
    Substituted filled = substitute(content, variables_);
    if (!filled.error.empty()) return fail(from + " cannot be filled in: " + filled.error);
    Outcome outcome = write_file(target_of(action_, to, 0644), filled.text, run_);
    if (outcome.kind == Outcome::Kind::failed) return fail(std::move(outcome.text));
    if (outcome.kind == Outcome::Kind::skipped) base::append(left_, outcome.text, "; ");
    if (outcome.kind == Outcome::Kind::changed) base::append(written_, to);
    return true;
  }

  bool tree(const std::string& from, const std::string& to, unsigned depth) {
    std::vector<std::string> names;
    if (depth > deepest) return fail(too_deep(from, deepest));
    if (const int error = base::read_names(from, names)) return fail(refusal("read", from, error));
    for (const std::string& name : names) {
      // A config map keeps its data behind names with two dots, and links to them.
      if (name.starts_with('.')) continue;
      const std::string source = from + '/' + name;
      struct stat status {};
      if (::stat(source.c_str(), &status) != 0) return fail(refusal("look at", source, errno));
      if (S_ISDIR(status.st_mode)) {
        if (!tree(source, to + '/' + name, depth + 1)) return false;
      } else if (name.ends_with(suffix_) && name.size() > suffix_.size()) {
        if (!folder(to) || !file(source, to + '/' + name.substr(0, name.size() - suffix_.size())))
          return false;
      }
    }
    return true;
  }

  const std::string& error() const { return error_; }
  const std::string& written() const { return written_; }
  const std::string& left() const { return left_; }

 private:
  bool fail(std::string text) {
    error_ = std::move(text);
    return false;
  }

  // The folders of the tree are made anew, whatever is in them.
  bool folder(const std::string& path) {
    Outcome outcome = perform(base::Record{"directory", {{"path", path}}}, run_);
    return outcome.kind != Outcome::Kind::failed || fail(std::move(outcome.text));
  }

  const base::Record& action_;
  Run run_;
  std::string suffix_;
  bool once_;
  std::vector<std::string> variables_;
  std::string error_, written_, left_;
};

}  // namespace

Outcome fill_template(const base::Record& action, Run run) {
  const std::string from{action.get("path")}, to{action.get("to")};
  struct stat status {};
  if (::stat(from.c_str(), &status) != 0) return failed(refusal("read", from, errno));
  Templates templates{action, run};
  const bool good = S_ISDIR(status.st_mode) ? templates.tree(from, to, 0) : templates.file(from, to);
  if (!good) return failed(templates.error());
  if (!templates.left().empty())
    return skipped(templates.left() +
                   (templates.written().empty() ? "" : "; written: " + templates.written()));
  if (templates.written().empty()) return unchanged(to + " is what " + from + " gives");
  return changed(run, "wrote", "write", templates.written());
}

Outcome write_text(const base::Record& action, Run run) {
  const std::string path{action.get("path")};
  if (action.find("once") && ::access(path.c_str(), F_OK) == 0) return unchanged(path + " exists");
  return write_file(target_of(action, path, 0644), action.get(".text"), run);
}

}  // namespace jeden::step
