#include "process/ask.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/fd.hpp"
#include "base/signal.hpp"
#include "process/executable.hpp"

namespace jeden::process {
namespace {

using Clock = std::chrono::steady_clock;

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) ::sigaddset(&set, signal);
  return set;
}

sigset_t set_of(SignalSet bits) {
  sigset_t set;
  ::sigemptyset(&set);
  for (int signal = 1; signal <= base::last_signal; ++signal)
    if (contains(bits, signal)) ::sigaddset(&set, signal);
  return set;
}

// posix_spawn(3) of glibc leaves its own two signals ignored unless it is told otherwise, and sigaddset(3)
// cannot tell it. Bit n - 1 of the first word stands for signal n.
sigset_t own_of_library() {
  const SignalSet bits = signal_bit(32) | signal_bit(33);
  sigset_t set;
  ::sigemptyset(&set);
  std::memcpy(&set, &bits, sizeof bits);
  return set;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

class Asking {
 public:
  Answer ask(const std::vector<std::string>& words, const std::vector<std::string>& environment,
             const FoundSignals& signals, std::chrono::milliseconds limit) {
    const sigset_t child = set_of({SIGCHLD}), stop = set_of({SIGTERM, SIGINT, SIGQUIT, SIGPWR, SIGRTMIN + 3});
    children_.reset(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
    stops_.reset(::signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK));
    const int error = children_ && stops_ ? spawn(words, environment, signals) : errno;
    if (error != 0) return {{}, "cannot be started: " + explain_exec_error(words[0], error)};
    deadline_ = Clock::now() + limit;
    while (!ended_ && answer_.error.empty() && !answer_.stopped) wait();
    if (answer_.error.empty() && !answer_.stopped) read();  // what was written shortly before the end
    finish();
    return std::move(answer_);
  }

 private:
  int spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment,
            const FoundSignals& signals) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    output_.reset(ends[0]);
    const base::Fd theirs{ends[1]};
    ::fcntl(output_.get(), F_SETFL, O_NONBLOCK);
    const sigset_t mask = set_of(signals.blocked), initial = own_of_library();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), 1);
    ::posix_spawnattr_setsigmask(&attributes, &mask);
    ::posix_spawnattr_setsigdefault(&attributes, &initial);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    const int error = ::posix_spawn(&pid_, words[0].c_str(), &actions, &attributes, pointers(words).data(),
                                    pointers(environment).data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    return error;
  }

  void wait() {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    if (left <= 0) {
      answer_.error = "took too long";
      return;
    }
    std::array<pollfd, 3> sources{
        {{output_.get(), POLLIN, 0}, {children_.get(), POLLIN, 0}, {stops_.get(), POLLIN, 0}}};
    if (::poll(sources.data(), sources.size(), static_cast<int>(left)) < 0) return;
    if (sources[2].revents != 0) answer_.stopped = true;
    if (sources[1].revents != 0) collect();
    if (sources[0].revents != 0) read();
  }

  // Without a wait: what is in the pipe now.
  void read() {
    std::array<char, 4096> buffer{};
    while (output_) {
      const ssize_t count = ::read(output_.get(), buffer.data(), buffer.size());
      if (count < 0) return;
      if (count == 0) return output_.reset();
      answer_.output.append(buffer.data(), static_cast<std::size_t>(count));
      if (answer_.output.size() > longest_answer) {
        answer_.error = "said more than 64 KiB";
        return;
      }
    }
  }

  void collect() {
    signalfd_siginfo ignored{};
    while (::read(children_.get(), &ignored, sizeof ignored) > 0) {
    }
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return;
    ended_ = true;
    if (WIFSIGNALED(status))
      answer_.error = "was ended by " + base::signal_name(WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
      answer_.error = "ended with exit code " + std::to_string(WEXITSTATUS(status));
  }

  // Nothing that it left behind outlives it. The signal that said so may have been another child's, too.
  void finish() {
    ::kill(-pid_, SIGKILL);
    while (!ended_ && ::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    ::kill(::getpid(), SIGCHLD);
    while (answer_.output.ends_with('\n')) answer_.output.pop_back();
    if (answer_.error.empty() && answer_.output.find('\0') != std::string::npos)
      answer_.error = "said a NUL byte, which a variable cannot hold";
  }

  base::Fd output_, children_, stops_;
  pid_t pid_ = -1;
  bool ended_ = false;
  Clock::time_point deadline_;
  Answer answer_;
};

}  // namespace

Answer ask(const std::vector<std::string>& words, const std::vector<std::string>& environment,
           const FoundSignals& signals, std::chrono::milliseconds limit) {
  return Asking{}.ask(words, environment, signals, limit);
}

}  // namespace jeden::process
