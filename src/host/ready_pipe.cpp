#include "host/ready_pipe.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace jeden::host {

base::Fd ReadyPipe::open(uv_loop_t* loop, core::UnitId unit) noexcept {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::Fd{};
  base::Fd writing{ends[1]};
  reading_.reset(ends[0]);
  if (uv_poll_init(loop, watch_.raw(), reading_.get()) != 0) return base::Fd{};
  watch_.opened(this);
  unit_ = unit;
  uv_poll_start(watch_.raw(), UV_READABLE, [](uv_poll_t* handle, int, int) {
    Handle<uv_poll_t>::owner_of<ReadyPipe>(handle).readable();
  });
  return writing;
}

void ReadyPipe::readable() noexcept {
  std::array<char, 256> buffer;
  const ssize_t count = ::read(reading_.get(), buffer.data(), buffer.size());
  const std::string_view text{buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  const std::size_t end = text.find('\n');
  if (count > 0 && end == std::string_view::npos) return;  // not the end of the line yet
  close();
  if (end != std::string_view::npos) sink_->became_ready(unit_, text.substr(0, end));
}

}  // namespace jeden::host
