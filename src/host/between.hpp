// What happens between fork and exec of a program that jeden starts without a trampoline.
//
// uv_spawn calls fork(2), whose child copies jeden's page tables and then copies every page that either of
// the two writes to. In a static executable the linker's --wrap leads that call here, and the program is
// started by clone(2) with CLONE_VM and CLONE_VFORK instead, as posix_spawn(3) does it. libuv sees what it
// expects from fork: a new process whose exec closes the pipe that uv_spawn reads from.
#pragma once

#include "host/launch.hpp"
#include "host/streams.hpp"

namespace jeden::host {

struct Start {
  const char* file;  // with a slash in it
  char** arguments;
  char** environment;
  Place place;
  const Descriptors* descriptors;
};

// From now on every signal may have a handler. Until then those of SignalWatches::open and libuv's for
// SIGCHLD are the only ones, and a child has none of the others to drop: sixty system calls less before the
// first program.
void expect_handlers() noexcept;

// Announces what the next uv_spawn is about to start, until it has been called.
class Announced {
 public:
  explicit Announced(const Start& start) noexcept;
  ~Announced();
  Announced(const Announced&) = delete;
  Announced& operator=(const Announced&) = delete;
};

}  // namespace jeden::host
