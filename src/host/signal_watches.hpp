// A handler for every signal that can be caught. SIGCHLD is not among them: it belongs to the reaper.
#pragma once

#include <uv.h>

#include <array>
#include <cstdint>

#include "base/signal.hpp"
#include "host/handle.hpp"

namespace jeden::host {

class SignalSink {
 public:
  virtual void signalled(int signal) noexcept = 0;

 protected:
  ~SignalSink() = default;
};

// Signals that a fault of jeden itself raises as well (ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS) have a handler
// of our own: one sent by a process is passed on like any other, a real fault says so and ends jeden with 70.
// A libuv handler would return into the faulting instruction for ever. So have 32 and 33, which the C library
// lets nobody watch: several that come at once are passed on as one.
class SignalWatches {
 public:
  explicit SignalWatches(SignalSink& sink) : sink_{&sink} {}

  // 0, or errno. `open` comes first and takes 32 and 33 alone: whenever libuv has blocked all signals for a
  // moment, the C library lets these two in again.
  int open(uv_loop_t* loop) noexcept;
  int watch_all(uv_loop_t* loop) noexcept;
  void close() noexcept;

 private:
  int watch(uv_loop_t* loop, int signal) noexcept;
  int watch_refused() noexcept;

  SignalSink* sink_;
  std::array<Handle<uv_signal_t>, base::last_signal + 1> watches_;
  Handle<uv_async_t> sent_;
};

}  // namespace jeden::host
