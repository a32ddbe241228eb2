#include "host/endpoint.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace jeden::host {
namespace {

constexpr std::uint64_t first_pause_ms = 1'000, longest_pause_ms = 60'000;
// One that has lived for so long was well.
constexpr std::uint64_t well_after_ms = 60'000;

}  // namespace

base::Fd Endpoint::open(uv_loop_t* loop) noexcept {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
    return base::Fd{};
  channel_.reset(ends[0]);
  base::Fd other{ends[1]};
  if (uv_poll_init(loop, watch_.raw(), ends[0]) != 0) return base::Fd{};
  watch_.opened(this);
  watch(UV_READABLE);
  send();
  return other;
}

void Endpoint::watch(int events) noexcept {
  uv_poll_start(watch_.raw(), events, [](uv_poll_t* handle, int, int happened) {
    Endpoint& endpoint = Handle<uv_poll_t>::owner_of<Endpoint>(handle);
    if ((happened & UV_WRITABLE) != 0) endpoint.send();
    if (happened != UV_WRITABLE) endpoint.readable();
  });
}

void Endpoint::tell(std::string_view state) noexcept {
  if (state == state_) return;
  state_ = state;
  if (watch_.is_open()) send();
}

void Endpoint::send() noexcept {
  if (state_.empty()) return;
  const ssize_t sent = ::send(channel_.get(), state_.data(), state_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  watch(sent < 0 && errno == EAGAIN ? UV_READABLE | UV_WRITABLE : UV_READABLE);
}

void Endpoint::readable() noexcept {
  std::array<char, 256> message;
  const ssize_t count = ::recv(channel_.get(), message.data(), message.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    watch_.close();
    channel_.reset();
    return;
  }
  const std::string_view said{message.data(), static_cast<std::size_t>(count)};
  if (said != "listening") return sink_->endpoint_failed(said);
  listened_ = true;
  sink_->endpoint_listens();
}

void Endpoint::died(uv_loop_t* loop) noexcept {
  pid_ = 0;
  if (watch_.is_open()) readable();  // what it said last comes before its end
  if (closed_) return;
  watch_.close();
  channel_.reset();
  if (!pause_.is_open()) {
    if (uv_timer_init(loop, pause_.raw()) != 0) return;
    pause_.opened(this);
  }
  if (uv_now(loop) - since_ms_ >= well_after_ms) next_pause_ms_ = 0;
  uv_timer_start(
      pause_.raw(),
      [](uv_timer_t* timer) { Handle<uv_timer_t>::owner_of<Endpoint>(timer).sink_->endpoint_due(); },
      next_pause_ms_, 0);
  next_pause_ms_ = std::clamp(2 * next_pause_ms_, first_pause_ms, longest_pause_ms);
}

bool Endpoint::close() noexcept {
  closed_ = true;
  watch_.close();
  pause_.close();
  channel_.reset();
  return std::exchange(listened_, false);
}

}  // namespace jeden::host
