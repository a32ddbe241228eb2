// Collects the processes that jeden did not start: orphans that the kernel gave to it, whoever their parent
// was.
//
// libuv waits for its own children one by one and would lose the exit of each that somebody else collects. So
// this only looks (waitid with WNOWAIT), leaves libuv's children alone, and takes strangers. A look may show
// a child of libuv's that libuv has not collected yet, and hides the strangers behind it: then another look
// follows in the next turn of the loop.
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
  virtual bool is_own_child(pid_t pid) const noexcept = 0;
  virtual void stranger_reaped(pid_t pid, pid_t group, core::ExitStatus status) noexcept = 0;

 protected:
  ~ReaperSink() = default;
};

class Reaper {
 public:
  explicit Reaper(ReaperSink& sink) : sink_{&sink} {}

  int open(uv_loop_t* loop) noexcept;  // 0, or errno
  void close() noexcept;
  // Whether the process group of each stranger is asked for; otherwise it is given as 0.
  void want_groups(bool wanted) noexcept { want_groups_ = wanted; }

 private:
  void reap_strangers() noexcept;

  ReaperSink* sink_;
  Handle<uv_signal_t> news_;       // wakes the loop when a process has ended
  Handle<uv_check_t> after_poll_;  // runs after libuv has collected its own
  Handle<uv_idle_t> again_;        // keeps the loop from sleeping while something is left to look at
  bool want_groups_ = false;
};

}  // namespace jeden::host
