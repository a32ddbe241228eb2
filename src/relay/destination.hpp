// Where a stream goes: a descriptor that PID 1 has opened, and for a file also its name, so that it can be
// opened anew and rotated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "relay/report.hpp"
#include "relay/rotation.hpp"

namespace jeden::relay {

class Destination {
 public:
  // file: a regular one, whose writes are whole (the kernel holds its lock for a write(2)). stream: a pipe, a
  // terminal or a socket, where a write of more than PIPE_BUF bytes may be interleaved with another's
  // (pipe(7)). device: /dev/null and its like.
  enum class Kind : std::uint8_t { file, stream, device };

  // The descriptor stays the caller's. `path` may be null: then nothing is ever opened or rotated.
  Destination(int descriptor, const char* path, const Limits& limits, const Report& report);

  int descriptor() const noexcept { return descriptor_; }
  Kind kind() const noexcept { return kind_; }
  std::size_t pipe_size() const noexcept { return pipe_size_; }  // 0: not a pipe
  bool has_path() const noexcept { return path_ != nullptr; }
  std::string_view name() const noexcept;
  bool is_same_as(int descriptor) const noexcept;

  // SIGURG: the file is opened anew by the next keep_up().
  void ask_to_reopen() noexcept { reopen_asked_ = true; }
  // Before a line is written: opens the file anew if that was asked for, or if its name has come to mean
  // another file, which is looked at once in 100 ms at most. When that fails the old file stays. True when it
  // was opened.
  bool keep_up() noexcept;

  // How many of the first bytes are to be written now. Rotates first if it has to be. When keep_up() has to
  // look, a line that has begun (`mid_line`) is completed and nothing more.
  std::size_t make_room(std::string_view data, bool mid_line) noexcept;
  void has_grown(std::size_t count) noexcept { size_ += count; }

 private:
  bool is_due() const noexcept;
  bool was_moved() const noexcept;
  bool reopen() noexcept;
  bool rotate() noexcept;
  void examine() noexcept;
  void measure() noexcept;

  int descriptor_;
  const char* path_;
  Limits limits_;
  const Report* report_;
  Kind kind_ = Kind::stream;
  std::size_t pipe_size_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t looked_at_ = 0, rotate_failed_at_ = 0;  // milliseconds of the monotonic clock
  bool reopen_asked_ = false;
  bool reopen_failure_told_ = false, rotate_failure_told_ = false;
};

}  // namespace jeden::relay
