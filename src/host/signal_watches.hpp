// Every signal that can be caught, watched before the first child exists: blocked, and read from a descriptor
// (signalfd(2)). A blocked signal is never dropped, also when PID 1 has no handler for it.
//
// libuv's own watch costs eight system calls a signal at the start, and puts what comes into a pipe that can
// be full; this is two in all, and the kernel keeps the queue.
#pragma once

#include <uv.h>

#include "base/fd.hpp"
#include "host/handle.hpp"

namespace jeden::host {

class SignalSink {
 public:
  virtual void signalled(int signal) noexcept = 0;

 protected:
  ~SignalSink() = default;
};

// Signals that a fault of jeden itself raises as well (ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS) are not blocked
// and have a handler: one sent by a process is passed on like any other, a real fault says so and ends jeden
// with 70.
class SignalWatches {
 public:
  explicit SignalWatches(SignalSink& sink) : sink_{&sink} {}

  // 0, or errno. From here on signals are let in, those that were held before included.
  int open(uv_loop_t* loop) noexcept;
  void close() noexcept;

 private:
  void receive() noexcept;

  SignalSink* sink_;
  base::Fd descriptor_;
  Handle<uv_poll_t> watch_;
  Handle<uv_async_t> sent_faults_;
};

}  // namespace jeden::host
