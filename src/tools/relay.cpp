// Copies a program's output to its file: standard input to standard output, which PID 1 has opened for
// appending. A process of its own, so that a slow disk never stops PID 1. The file is opened anew on SIGHUP,
// and when its name has come to mean another file (logrotate has moved it away). Ends with the end of its
// input; SIGTERM does not end it, since the last lines of a program come after its SIGTERM.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include "core/exit_status.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

std::atomic<bool> reopen_asked{false};

bool was_moved(const char* path) {
  struct stat named {
  }, open{};
  if (::stat(path, &named) != 0) return errno == ENOENT;
  return ::fstat(1, &open) == 0 && (named.st_ino != open.st_ino || named.st_dev != open.st_dev);
}

void reopen(const char* path) {
  const int file = ::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
  if (file < 0) return;  // the old file is better than none
  ::dup2(file, 1);
  ::close(file);
}

// What a full disk refuses is lost, not waited for: the program must not stand still because of its log.
void copy(std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = ::write(1, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

int relay(Arguments arguments) {
  if (arguments.size() != 1) return core::exit_code::usage;
  const char* path = arguments[0].data();
  struct sigaction action {};
  action.sa_handler = [](int) { reopen_asked.store(true); };
  ::sigaction(SIGHUP, &action, nullptr);
  for (const int ignored : {SIGTERM, SIGINT, SIGQUIT, SIGPIPE}) ::signal(ignored, SIG_IGN);
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t count = ::read(0, buffer.data(), buffer.size());
    if (count < 0 && errno != EINTR) return core::exit_code::internal;
    if (count == 0) return 0;
    if (reopen_asked.exchange(false) || was_moved(path)) reopen(path);
    if (count > 0) copy({buffer.data(), static_cast<std::size_t>(count)});
  }
}

}  // namespace jeden::tools
