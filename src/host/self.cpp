#include "host/self.hpp"

#include <sys/auxv.h>
#include <unistd.h>

#include <array>
#include <climits>

namespace jeden::host {

std::string own_binary() {
  std::array<char, PATH_MAX> buffer;
  if (::readlink("/proc/self/exe", buffer.data(), buffer.size()) > 0) return "/proc/self/exe";
  const char* given = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  if (given == nullptr) return {};
  std::string path{given};
  if (path.starts_with('/') || ::getcwd(buffer.data(), buffer.size()) == nullptr) return path;
  return std::string{buffer.data()} + "/" + path;
}

}  // namespace jeden::host
