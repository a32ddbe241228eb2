// log: a file that is being written, or standard input, had a line that matches. Each byte is read once; a
// file that is replaced is read from its start.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/fd.hpp"
#include "probe/conversation.hpp"
#include "probe/pattern.hpp"
#include "probe/prober.hpp"

namespace jeden::probe {
namespace {

constexpr std::size_t longest_line = 64 * 1024;
constexpr int most_reads = 256;  // 4 MiB in one attempt

class LogProber final : public Prober {
 public:
  explicit LogProber(std::shared_ptr<const Target> target)
      : target_{std::move(target)},
        wanted_{target_->parameter("contains")},
        from_end_{target_->parameter("from") == "end"} {
    std::string ignored;
    if (const auto pattern = target_->parameter("match"); !pattern.empty())
      pattern_ = Pattern::compile(std::string{pattern}, ignored);
    if (is_stdin()) file_.reset(::dup(0));
  }

  void begin(Limits, Done done) override { done(look()); }
  void cancel() override {}
  std::string watched_path() const override { return is_stdin() ? std::string{} : target_->path; }

 private:
  bool is_stdin() const { return target_->path == "-"; }

  Verdict look() {
    if (!is_stdin()) {
      if (const int error = follow(); error != 0)
        return pending(Reason::missing, target_->path + ": " + std::generic_category().message(error));
    }
    std::array<char, 16384> buffer;
    for (int reads = 0; reads < most_reads; ++reads) {
      pollfd readable{file_.get(), POLLIN, 0};
      if (::poll(&readable, 1, 0) != 1) break;
      const ssize_t count = ::read(file_.get(), buffer.data(), buffer.size());
      if (count == 0 && is_stdin())
        return hopeless(Reason::content, "standard input ended without a line that matches");
      if (count <= 0) break;
      rest_.append(buffer.data(), static_cast<std::size_t>(count));
      if (has_match()) return ready();
    }
    return pending(Reason::content,
                   "no line of " + (is_stdin() ? "standard input" : target_->path) + " matches yet");
  }

  // Opens the file, again when another has taken its name or it has been cut.
  int follow() {
    struct stat named {};
    if (::stat(target_->path.c_str(), &named) != 0) return file_ ? 0 : errno;
    if (file_) {
      struct stat opened {};
      ::fstat(file_.get(), &opened);
      const bool is_same = opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
      if (is_same && (!S_ISREG(named.st_mode) || ::lseek(file_.get(), 0, SEEK_CUR) <= named.st_size))
        return 0;
      rest_.clear();
    }
    const bool is_first = !file_;
    file_.reset(::open(target_->path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    if (!file_) return errno;
    if (is_first && from_end_) ::lseek(file_.get(), 0, SEEK_END);
    return 0;
  }

  bool has_match() {
    std::string line;
    while (take_line(rest_, line))
      if (matches(line)) return true;
    if (rest_.size() <= longest_line) return false;
    const bool found = matches(rest_);
    rest_.clear();
    return found;
  }
  bool matches(const std::string& line) const {
    if (!wanted_.empty() && line.find(wanted_) == std::string::npos) return false;
    return pattern_ == nullptr || pattern_->matches(line);
  }

  std::shared_ptr<const Target> target_;
  std::string wanted_;
  bool from_end_;
  std::shared_ptr<const Pattern> pattern_;
  base::Fd file_;
  std::string rest_;  // an incomplete line
};

}  // namespace

std::unique_ptr<Prober> make_log_prober(std::shared_ptr<const Target> target) {
  return std::make_unique<LogProber>(std::move(target));
}

std::string check_log_parameters(const Target& target) {
  std::string error;
  const auto pattern = target.parameter("match");
  if (pattern.empty() && target.parameter("contains").empty())
    return "match=REGEX or contains=TEXT is missing";
  if (!pattern.empty()) Pattern::compile(std::string{pattern}, error);
  const auto from = target.parameter("from", "start");
  if (from != "start" && from != "end") error = "from is start or end, not \"" + std::string{from} + "\"";
  return error;
}

}  // namespace jeden::probe
