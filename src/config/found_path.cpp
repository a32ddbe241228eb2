#include "config/found_path.hpp"

#include <glob.h>

namespace jeden::config {

std::optional<std::string> first_found(const std::vector<std::string>& patterns, const std::string& root) {
  for (const std::string& pattern : patterns) {
    glob_t matches{};
    std::optional<std::string> found;
    if (::glob((root + pattern).c_str(), GLOB_ERR, nullptr, &matches) == 0 && matches.gl_pathc > 0)
      found = std::string{matches.gl_pathv[0]}.substr(root.size());
    ::globfree(&matches);
    if (found) return found;
  }
  return std::nullopt;
}

}  // namespace jeden::config
