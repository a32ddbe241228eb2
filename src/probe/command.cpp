#include "probe/command.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "probe/verdict.hpp"

namespace jeden::probe {
namespace {

constexpr std::size_t longest_tail = 4096;

// Between fork and exec only system calls.
[[noreturn]] void become(const std::vector<std::string>& files, char* const* words, int output, int failure) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null >= 0) ::dup2(null, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  int error = ENOENT;
  for (const std::string& file : files) {
    ::execv(file.c_str(), words);
    if (errno != ENOENT && errno != ENOTDIR) error = errno;
  }
  [[maybe_unused]] const ssize_t ignored = ::write(failure, &error, sizeof error);
  ::_exit(127);
}

}  // namespace

std::vector<std::string> candidates(const std::string& program) {
  if (program.find('/') != std::string::npos) return {program};
  const char* variable = std::getenv("PATH");
  std::string_view path =
      variable == nullptr ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" : variable;
  std::vector<std::string> files;
  for (;;) {
    const auto colon = path.find(':');
    const std::string_view directory = path.substr(0, colon);
    files.push_back((directory.empty() ? "." : std::string{directory}) + "/" + program);
    if (colon == std::string_view::npos) return files;
    path.remove_prefix(colon + 1);
  }
}

int Command::start(const std::vector<std::string>& words) {
  std::array<int, 2> output{};
  std::array<int, 2> failure{};
  if (::pipe2(output.data(), O_CLOEXEC) != 0) return errno;
  output_.reset(output[0]);
  ::fcntl(output[0], F_SETFL, O_NONBLOCK);
  const base::Fd output_end{output[1]};
  if (::pipe2(failure.data(), O_CLOEXEC) != 0) return errno;
  const base::Fd failure_start{failure[0]};
  base::Fd failure_end{failure[1]};
  tail_.clear();

  const std::vector<std::string> files = candidates(words.front());
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid < 0) return errno;
  if (pid == 0) become(files, arguments.data(), output[1], failure[1]);
  ::setpgid(pid, pid);
  failure_end.reset();
  pid_ = pid;
  int error = 0;
  ssize_t count = 0;
  while ((count = ::read(failure_start.get(), &error, sizeof error)) < 0 && errno == EINTR) {
  }
  if (count != static_cast<ssize_t>(sizeof error)) return 0;
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return error;
}

bool Command::reap(int& status) {
  if (pid_ <= 0) return false;
  drain();
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
  pid_ = -1;
  drain();
  return true;
}

void Command::kill() noexcept {
  if (pid_ > 0) ::kill(-pid_, SIGKILL);
}

void Command::drain() {
  std::array<char, 4096> buffer;
  for (int rounds = 0; rounds < 64; ++rounds) {
    const ssize_t count = ::read(output_.get(), buffer.data(), buffer.size());
    if (count <= 0) return;
    tail_.append(buffer.data(), static_cast<std::size_t>(count));
    if (tail_.size() > longest_tail) tail_.erase(0, tail_.size() - longest_tail);
  }
}

std::string Command::last_line() {
  while (!tail_.empty() && (tail_.back() == '\n' || tail_.back() == '\r')) tail_.pop_back();
  const auto start = tail_.rfind('\n');
  return clean(start == std::string::npos ? tail_ : tail_.substr(start + 1));
}

}  // namespace jeden::probe
