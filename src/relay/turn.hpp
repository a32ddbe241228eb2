// Whose turn it is to write to a pipe, a terminal or a socket that several relays share.
//
// The kernel keeps a write to a pipe together up to PIPE_BUF bytes only (pipe(7)). The lock is flock(2) on
// the pipe itself, by an open file description of our own: the inherited one is shared with the other relays,
// which would all hold its lock at once. It binds relays only, and is gone with the process that held it.
#pragma once

#include <cstdint>

#include "base/fd.hpp"

namespace jeden::relay {

class Turn {
 public:
  // Opens the descriptor's file again (/proc/self/fd). Where that is not possible (a socket, no /proc,
  // another user's pipe) there is no lock, and only lines up to PIPE_BUF are sure to stay whole.
  explicit Turn(int descriptor) noexcept;

  // The description of our own, which does not block; -1 without one.
  int own_descriptor() const noexcept { return own_.get(); }
  bool wait() noexcept;
  // False when it is another's turn.
  bool try_take() noexcept;
  void pass_on() noexcept;

 private:
  bool take(int how) noexcept;

  base::Fd own_;
  bool held_ = false;
};

}  // namespace jeden::relay
