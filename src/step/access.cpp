#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "step/files.hpp"
#include "step/owner.hpp"

namespace jeden::step {
namespace {

struct Need {
  std::string_view name;
  int bit;
};
constexpr std::array needs{Need{"read", R_OK}, Need{"write", W_OK}, Need{"execute", X_OK}};

}  // namespace

Outcome check_access(const base::Record& action, Run run) {
  const std::string path{action.get("path")};
  if (::faccessat(AT_FDCWD, path.c_str(), F_OK, AT_EACCESS) != 0) {
    if (errno != ENOENT) return failed(refusal("reach", path, errno));
    if (run == Run::dry) return skipped(path + " does not exist yet");
    return failed(path + " does not exist: is the volume mounted?");
  }
  for (const auto& [name, value] : action.fields)
    for (const Need& need : needs)
      if (name == "need" && value == need.name &&
          ::faccessat(AT_FDCWD, path.c_str(), need.bit, AT_EACCESS) != 0)
        return failed(refusal(need.name, path, errno));
  return unchanged(path + " is accessible");
}

}  // namespace jeden::step
