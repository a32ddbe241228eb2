#include <fnmatch.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/directory.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "step/files.hpp"
#include "step/owner.hpp"

namespace jeden::step {
namespace {

// The names in a directory that match, sorted; a missing directory has none.
int matching(const std::string& folder, const std::string& pattern, std::vector<std::string>& names) {
  const int error = base::read_names(folder, names);
  std::erase_if(names, [&](const std::string& name) {
    return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) != 0;
  });
  return error == ENOENT ? 0 : error;
}

}  // namespace

Outcome remove_files(const base::Record& action, Run run) {
  const std::string path{action.get("path")}, folder = base::parent_of(path), pattern = base::name_of(path);
  std::vector<std::string> names{pattern};
  if (pattern.find_first_of("*?[") != std::string::npos) {
    names.clear();
    if (const int error = matching(folder, pattern, names)) return failed(refusal("read", folder, error));
  }
  std::string removed;
  for (const std::string& name : names) {
    const std::string file = (folder == "/" ? "" : folder) + '/' + name;
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) continue;
      return failed(refusal("look at", file, errno));
    }
    if (S_ISDIR(status.st_mode))
      return failed(file + " is a directory (" + standing(status) + "), and remove takes files only");
    if (run == Run::really && ::unlink(file.c_str()) != 0 && errno != ENOENT)
      return failed(refusal("remove", file, errno));
    base::append(removed, file);
  }
  if (removed.empty()) return unchanged("no " + path + " is left");
  return changed(run, "removed", "remove", removed);
}

}  // namespace jeden::step
