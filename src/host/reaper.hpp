// Collects the processes that libuv does not: orphans that the kernel gave to jeden, whoever their parent
// was.
//
// libuv waits for its own children one by one, and ignores that one of them has been collected by somebody
// else. So this comes after libuv's turn and takes whatever is left; what turns out to be a child of jeden's
// that ended in between is told by its pid, and its handle is closed as if libuv had seen its end.
//
// libuv watches SIGCHLD only while a child of its own runs, so that between two of them an orphan's end would
// wake nobody. Hence a watch of our own. It does nothing but wake the loop: every turn looks once, at the
// price of one system call.
#pragma once

#include <sys/types.h>
#include <uv.h>

#include "core/exit_status.hpp"
#include "host/handle.hpp"

namespace jeden::host {

class ReaperSink {
 public:
  // Something has woken the loop, and libuv has collected what is its own.
  virtual void turn_ended() noexcept = 0;
  // A stranger or a child.
  virtual void reaped(pid_t pid, pid_t group, core::ExitStatus status) noexcept = 0;

 protected:
  ~ReaperSink() = default;
};

class Reaper {
 public:
  explicit Reaper(ReaperSink& sink) : sink_{&sink} {}

  int open(uv_loop_t* loop) noexcept;  // 0, or errno
  void close() noexcept;
  // Whether the process group of each is asked for; otherwise it is given as 0.
  void want_groups(bool wanted) noexcept { want_groups_ = wanted; }

 private:
  void reap() noexcept;

  ReaperSink* sink_;
  Handle<uv_signal_t> news_;       // wakes the loop when a process has ended
  Handle<uv_check_t> after_poll_;  // runs after libuv has collected its own
  Handle<uv_idle_t> again_;        // keeps the loop from sleeping while something is left to look at
  bool want_groups_ = false;
};

}  // namespace jeden::host
