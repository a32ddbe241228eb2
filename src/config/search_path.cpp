#include "config/search_path.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace jeden::config {
namespace {
bool is_executable(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}
}  // namespace

std::optional<std::string> search_path(const std::string& name, const Environment& environment,
                                       const std::string& root) {
  if (name.find('/') != std::string::npos)
    return is_executable(root + name) ? std::optional{name} : std::nullopt;
  const std::string path = environment.find("PATH").value_or("/bin:/usr/bin");  // what execvp(3) assumes
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find(':', start), path.size());
    const std::string candidate = path.substr(start, end - start) + '/' + name;
    if (candidate[0] == '/' && end > start && is_executable(root + candidate)) return candidate;
    start = end + 1;
  }
  return std::nullopt;
}

}  // namespace jeden::config
