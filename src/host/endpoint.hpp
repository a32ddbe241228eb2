// PID 1's side of the readiness endpoint: the socket to the process that answers requests, and what that
// process was told last. See endpoint/server.hpp for what is said.
#pragma once

#include <uv.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "host/handle.hpp"

namespace jeden::host {

class EndpointSink {
 public:
  virtual void endpoint_listens() noexcept = 0;
  virtual void endpoint_failed(std::string_view reason) noexcept = 0;
  // The pause after it has died is over.
  virtual void endpoint_due() noexcept = 0;

 protected:
  ~EndpointSink() = default;
};

class Endpoint {
 public:
  explicit Endpoint(EndpointSink& sink) : sink_{&sink} {}

  // The end for the new process; not open, with errno, when there is no socket to be had.
  base::Fd open(uv_loop_t* loop) noexcept;
  void started(pid_t pid, std::uint64_t now_ms) noexcept { pid_ = pid, since_ms_ = now_ms; }
  pid_t pid() const noexcept { return pid_; }
  // Never blocks. A process that does not read hears the last state alone, as soon as it reads again.
  void tell(std::string_view state) noexcept;
  // It has died: another one is due, at once, or after a pause when this one has not lived for long either.
  void died(uv_loop_t* loop) noexcept;
  // Lets the process go. True when it has listened, so that its address was ours.
  bool close() noexcept;

 private:
  void send() noexcept;
  void watch(int events) noexcept;
  void readable() noexcept;

  EndpointSink* sink_;
  Handle<uv_poll_t> watch_;
  Handle<uv_timer_t> pause_;
  base::Fd channel_;
  pid_t pid_ = 0;
  std::string state_;
  std::uint64_t since_ms_ = 0;
  std::uint64_t next_pause_ms_ = 0;
  bool listened_ = false;
  bool closed_ = false;
};

}  // namespace jeden::host
