#include "step/history.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "base/file.hpp"
#include "step/owner.hpp"

namespace jeden::step {
namespace {

constexpr std::size_t largest_history = 16 * 1024 * 1024;

}  // namespace

std::string History::open(const std::string& path) {
  path_ = path;
  file_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0644));
  if (!file_) return refusal("open the history", path, errno);
  // Who has it is at work on the same files; the hook's timeout is the limit.
  while (::flock(file_.get(), LOCK_EX) != 0)
    if (errno != EINTR) return refusal("lock the history", path, errno);
  return read();
}

std::string History::look(const std::string& path) {
  path_ = path;
  return read();
}

// "CHECKSUM NAME" a line. A last line that was cut off says nothing, and is cut off for good.
std::string History::read() {
  std::string text;
  if (const auto failure = base::read_file(path_, text, largest_history))
    return failure.value() == ENOENT ? "" : refusal("read the history", path_, failure.value());
  const std::size_t whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  if (file_ && whole != text.size() && ::ftruncate(file_.get(), static_cast<off_t>(whole)) != 0)
    return refusal("write the history", path_, errno);
  std::string_view rest = std::string_view{text}.substr(0, whole);
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    done_.insert_or_assign(std::string{line.substr(blank + 1)}, std::string{line.substr(0, blank)});
  }
  return {};
}

std::string_view History::checksum_of(std::string_view name) const {
  const auto found = done_.find(name);
  return found == done_.end() ? std::string_view{} : found->second;
}

std::string History::add(const std::string& name, const std::string& checksum) {
  const std::string line = checksum + ' ' + name + '\n';
  const ssize_t written = ::write(file_.get(), line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size()) || ::fsync(file_.get()) != 0)
    return refusal("write the history", path_, written < 0 || errno != 0 ? errno : ENOSPC);
  done_.insert_or_assign(name, checksum);
  return {};
}

std::string checksum_of_file(const std::string& path) {
  const base::Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  std::uint64_t sum = 0xcbf29ce484222325;
  std::array<unsigned char, 16384> buffer{};
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {};
    if (count == 0) break;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) sum = (sum ^ buffer[i]) * 0x100000001b3;
  }
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[sum >> shift & 15];
  return text;
}

}  // namespace jeden::step
