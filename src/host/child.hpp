// A process that jeden started, from the spawn to the moment its status has been collected. A slot is used
// again when its handle is closed. The only place that calls uv_spawn.
#pragma once

#include <uv.h>

#include "core/event.hpp"
#include "host/handle.hpp"
#include "host/launch.hpp"
#include "host/streams.hpp"

namespace jeden::host {

class ExitSink {
 public:
  virtual void child_exited(core::ChildId child, pid_t pid, core::ExitStatus status) noexcept = 0;

 protected:
  ~ExitSink() = default;
};

class Child {
 public:
  explicit Child(ExitSink& sink) : sink_{&sink} {}

  bool is_free() const noexcept { return process_.is_free(); }
  bool is_running() const noexcept { return running_; }
  core::ChildId id() const noexcept { return id_; }
  pid_t pid() const noexcept { return running_ ? pid_ : 0; }

  // 0, or errno. `file` is executed as it stands; a child gets exactly the descriptors that have a place.
  int spawn(uv_loop_t* loop, core::ChildId id, const char* file, char** arguments, char** environment,
            Place place, const Descriptors& descriptors) noexcept;
  // Its status has been collected, by libuv or by the reaper.
  void exited(core::ExitStatus status) noexcept;
  // To the process or to its group. Nothing happens once the exit is known, so that no stranger with the same
  // number is hit.
  void signal(int number, core::SignalTarget target) const noexcept;
  // Continues it if it is suspended; one that runs gets nothing, since it might take note of a SIGCONT.
  void wake(core::SignalTarget target) const noexcept;
  // Once the child has exited: kills what it left in its group, whose number is taken as long as a member is
  // left.
  void end_group() const noexcept;
  void close() noexcept { process_.close(); }

 private:
  ExitSink* sink_;
  Handle<uv_process_t> process_;
  core::ChildId id_ = 0;
  pid_t pid_ = 0;
  bool running_ = false;
};

}  // namespace jeden::host
