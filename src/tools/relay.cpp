// Copies a program's output to where it belongs. A process of its own, so that a slow disk never stops PID 1.
// A file is opened anew on SIGHUP, and when its name has come to mean another file (logrotate has moved it
// away). Ends with the end of its input; SIGTERM does not end it, since the last lines of a program come
// after its SIGTERM.
//
// Places: 0 the program's standard output, 1 where it goes; 3 and 4 the same for standard error; 5 the pipe
// that says "ready".
#include <fcntl.h>
#include <poll.h>
#include <regex.h>
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

struct Stream {
  int input, output;
  const char* path = nullptr;  // when the output is a file that may be opened again
  bool open = true;
};

bool was_moved(const Stream& stream) {
  struct stat named {
  }, open{};
  if (::stat(stream.path, &named) != 0) return errno == ENOENT;
  return ::fstat(stream.output, &open) == 0 && (named.st_ino != open.st_ino || named.st_dev != open.st_dev);
}

void reopen(const Stream& stream) {
  const int file = ::open(stream.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
  if (file < 0) return;  // the old file is better than none
  ::dup2(file, stream.output);
  ::close(file);
}

// What a full disk refuses is lost, not waited for: the program must not stand still because of its log.
void copy(int output, std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = ::write(output, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Looks for the line that says that the program is ready.
class Readiness {
 public:
  explicit Readiness(const char* pattern)
      : wanted_{pattern != nullptr && ::regcomp(&expression_, pattern, REG_EXTENDED | REG_NOSUB) == 0} {}

  void see(std::string_view data) {
    for (const char c : data) {
      if (!wanted_) return;
      if (c != '\n') {
        if (line_.size() < 4096) line_ += c;
        continue;
      }
      if (::regexec(&expression_, line_.c_str(), 0, nullptr, 0) == 0) {
        copy(5, "\n");
        ::close(5);
        wanted_ = false;
      }
      line_.clear();
    }
  }

 private:
  regex_t expression_{};
  bool wanted_;
  std::string line_;
};

void serve(Stream& stream, Readiness& readiness) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::read(stream.input, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return;
  if (count <= 0) {
    stream.open = false;
    return;
  }
  if (stream.path != nullptr && was_moved(stream)) reopen(stream);
  readiness.see({buffer.data(), static_cast<std::size_t>(count)});
  copy(stream.output, {buffer.data(), static_cast<std::size_t>(count)});
}

}  // namespace

int relay(Arguments arguments) {
  std::array<Stream, 2> streams{Stream{0, 1}, Stream{3, 4}};
  const char* pattern = nullptr;
  std::size_t count = 1;
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    const std::string_view option = arguments[i];
    if (option == "--stdout-file") streams[0].path = arguments[i + 1].data();
    if (option == "--stderr-file") streams[1].path = arguments[i + 1].data();
    if (option == "--ready-pattern") pattern = arguments[i + 1].data();
    if (option == "--streams" && arguments[i + 1] == "2") count = 2;
  }
  struct sigaction action {};
  action.sa_handler = [](int) { reopen_asked.store(true); };
  ::sigaction(SIGHUP, &action, nullptr);
  for (const int ignored : {SIGTERM, SIGINT, SIGQUIT, SIGPIPE}) ::signal(ignored, SIG_IGN);
  Readiness readiness{pattern};
  streams[1].open = count == 2;
  while (streams[0].open || streams[1].open) {
    std::array<pollfd, 2> waiting{pollfd{streams[0].open ? 0 : -1, POLLIN, 0},
                                  pollfd{streams[1].open ? 3 : -1, POLLIN, 0}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return core::exit_code::internal;
    const bool asked = reopen_asked.exchange(false);
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (asked && streams[i].path != nullptr) reopen(streams[i]);
      if (waiting[i].revents != 0) serve(streams[i], readiness);
    }
  }
  return 0;
}

}  // namespace jeden::tools
