#include "base/directory.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

#include "base/fd.hpp"

namespace jeden::base {
namespace {

struct Close {
  void operator()(DIR* stream) const { ::closedir(stream); }
};

}  // namespace

int read_names(const std::string& path, std::vector<std::string>& names) {
  const Fd directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return directory ? read_names(directory.get(), names) : errno;
}

int read_names(int directory, std::vector<std::string>& names) {
  Fd again{::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!again) return errno;
  const std::unique_ptr<DIR, Close> stream{::fdopendir(again.get())};
  if (stream == nullptr) return errno;
  again.release();  // the stream closes it
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  const int error = errno;
  std::sort(names.begin(), names.end());
  return error;
}

}  // namespace jeden::base
