// file: exists, is not empty, holds a line.
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "base/file.hpp"
#include "probe/pattern.hpp"
#include "probe/prober.hpp"

namespace jeden::probe {
namespace {

constexpr std::size_t longest_file = 16 * 1024 * 1024;

bool has_type(mode_t mode, std::string_view type) {
  if (type == "file") return S_ISREG(mode);
  if (type == "directory") return S_ISDIR(mode);
  if (type == "socket") return S_ISSOCK(mode);
  if (type == "pipe") return S_ISFIFO(mode);
  return true;
}

class FileProber final : public Prober {
 public:
  explicit FileProber(std::shared_ptr<const Target> target) : target_{std::move(target)} {
    std::string ignored;
    if (const auto pattern = target_->parameter("match"); !pattern.empty())
      pattern_ = Pattern::compile(std::string{pattern}, ignored);
  }

  void begin(Limits, Done done) override { done(look()); }
  void cancel() override {}
  std::string watched_path() const override { return target_->path; }

 private:
  Verdict look() const {
    struct stat status {};
    if (::stat(target_->path.c_str(), &status) != 0) {
      const int error = errno;
      const bool absent = error == ENOENT || error == ENOTDIR;
      return pending(
          Reason::missing,
          target_->path + ": " + (absent ? "does not exist" : std::generic_category().message(error)));
    }
    const auto type = target_->parameter("type");
    if (!has_type(status.st_mode, type))
      return pending(Reason::content, target_->path + " is not a " + std::string{type});
    if (target_->flag("nonempty") && status.st_size == 0)
      return pending(Reason::content, target_->path + " is empty");
    return look_inside();
  }

  Verdict look_inside() const {
    const auto wanted = target_->parameter("contains");
    if (wanted.empty() && pattern_ == nullptr) return ready();
    std::string content;
    if (const auto error = base::read_file(target_->path, content, longest_file))
      return pending(Reason::content, "cannot read " + target_->path + ": " + error.message());
    if (!wanted.empty() && content.find(wanted) == std::string::npos)
      return pending(Reason::content, target_->path + " does not contain the text");
    if (pattern_ != nullptr && !pattern_->matches(content))
      return pending(Reason::content, "no line of " + target_->path + " matches");
    return ready();
  }

  std::shared_ptr<const Target> target_;
  std::shared_ptr<const Pattern> pattern_;
};

}  // namespace

std::unique_ptr<Prober> make_file_prober(std::shared_ptr<const Target> target) {
  return std::make_unique<FileProber>(std::move(target));
}

std::string check_file_parameters(const Target& target) {
  std::string error;
  if (const auto pattern = target.parameter("match"); !pattern.empty())
    Pattern::compile(std::string{pattern}, error);
  const auto type = target.parameter("type", "file");
  if (type != "file" && type != "directory" && type != "socket" && type != "pipe")
    error = "type is file, directory, socket or pipe, not \"" + std::string{type} + "\"";
  return error;
}

}  // namespace jeden::probe
