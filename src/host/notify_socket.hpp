// The socket on which a program tells its state by the protocol of sd_notify(3).
#pragma once

#include <uv.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "core/plan.hpp"
#include "host/handle.hpp"

namespace jeden::host {

// One datagram: lines NAME=VALUE. What is not listed here is ignored, as sd_notify(3) asks for.
struct NotifyMessage {
  bool ready = false, reloading = false, stopping = false;
  bool watchdog = false;               // WATCHDOG=1: still alive
  bool watchdog_trigger = false;       // WATCHDOG=trigger: treat it as if it had fallen silent
  bool stores_descriptors = false;     // FDSTORE=1: jeden keeps none
  std::string_view status;             // STATUS=, one line for people
  std::optional<core::Millis> extend;  // EXTEND_TIMEOUT_USEC=
};
NotifyMessage parse_notify(std::string_view datagram);

class NotifySink {
 public:
  virtual void notified(core::UnitId unit, const NotifyMessage& message) noexcept = 0;

 protected:
  ~NotifySink() = default;
};

class NotifySocket {
 public:
  explicit NotifySocket(NotifySink& sink) : sink_{&sink} {}

  // Binds an abstract address of its own, which needs no directory that can be written to. Returns what
  // belongs into NOTIFY_SOCKET, or nothing with errno set.
  std::string bind(core::UnitId unit);
  int open(uv_loop_t* loop) noexcept;  // 0, or errno
  void close() noexcept { watch_.close(); }

 private:
  void readable() noexcept;

  NotifySink* sink_;
  Handle<uv_poll_t> watch_;
  base::Fd socket_;
  core::UnitId unit_ = 0;
  bool refused_ = false;  // FDSTORE=1 was answered with a line of the log; one is enough
};

// Sends one datagram to the NOTIFY_SOCKET of whoever started jeden; never blocks, and nothing happens without
// one.
void notify_upwards(const std::string& address, std::string_view message) noexcept;

}  // namespace jeden::host
