#include "base/file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "base/fd.hpp"

namespace jeden::base {
namespace {
std::error_code last_error() {
  return {errno, std::generic_category()};
}

// Waits for a writer or for the end; false when there was neither. A FIFO that has had no writer yet is not
// at its end for poll(2), although read(2) says so.
bool wait_for_writer(int descriptor, Millis patience) {
  pollfd request{descriptor, POLLIN, 0};
  int found = 0;
  while ((found = ::poll(&request, 1, static_cast<int>(patience.count()))) < 0 && errno == EINTR) {
  }
  return found != 0;
}

}  // namespace

std::error_code read_file(const std::string& path, std::string& content, std::size_t limit, Millis patience) {
  content.clear();
  const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!file) return last_error();
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return last_error();
  if (S_ISDIR(status.st_mode)) return std::make_error_code(std::errc::is_a_directory);
  std::array<char, 16384> buffer;
  const bool waits = patience.count() > 0 && !S_ISREG(status.st_mode);
  for (;;) {
    if (waits && !wait_for_writer(file.get(), patience)) return std::make_error_code(std::errc::timed_out);
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error();
    if (count == 0) return {};
    if (content.size() + static_cast<std::size_t>(count) > limit)
      return std::make_error_code(std::errc::file_too_large);
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace jeden::base
