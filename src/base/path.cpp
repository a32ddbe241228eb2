#include "base/path.hpp"

namespace jeden::base {

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::string parent_of(const std::string& path) {
  const std::string clean = without_slashes(path);
  const std::size_t slash = clean.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : without_slashes(clean.substr(0, slash));
}

std::string name_of(const std::string& path) {
  const std::string clean = without_slashes(path);
  return clean.substr(clean.rfind('/') + 1);
}

std::string beside(const std::string& path, std::string_view ending) {
  return parent_of(path) + "/." + name_of(path) + '.' + std::string{ending};
}

}  // namespace jeden::base
