// The relays that run. What each of them reads from is kept in PID 1 as well, so that one that is killed can
// be replaced: the program's pipe stays open meanwhile, and nothing is lost but what the dead relay held.
#pragma once

#include <uv.h>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/fd.hpp"
#include "core/event.hpp"
#include "host/handle.hpp"

namespace jeden::host {

struct RunningRelay {
  pid_t pid = 0;  // 0: it has died, and is started again when it is due
  core::UnitId unit = 0;
  core::ChildId program = 0;
  std::array<base::Fd, 2> inputs;  // the program's standard output and error; not open when not relayed
  std::uint64_t since_ms = 0;      // by the loop's clock: its start, or when it is due
  unsigned deaths = 0;             // in a row
};

// Until one that has died so often in a row is replaced: 0, 0.5, 1, 2, 4, 8 and 16 s. None: after half a
// minute it is broken rather than unlucky, and given up.
std::optional<std::uint64_t> relay_pause_ms(unsigned deaths) noexcept;

class RelaySink {
 public:
  // The pause after it has died is over; `relay.pid` is to be set if another one could be started.
  virtual void relay_due(RunningRelay& relay) noexcept = 0;
  // It has died too often in a row. Its inputs are closed next, and whoever writes to them gets SIGPIPE.
  virtual void relay_given_up(const RunningRelay& relay) noexcept = 0;

 protected:
  ~RelaySink() = default;
};

class Relays {
 public:
  explicit Relays(RelaySink& sink) : sink_{&sink} {}

  // 0, or errno.
  int open(uv_loop_t* loop) noexcept;
  // Without an input that could be kept there is nothing to start another one with.
  void keep(RunningRelay relay);
  const RunningRelay* find(pid_t pid) const noexcept;
  // It has written everything.
  void ended(pid_t pid) noexcept;
  // Another one is started: at once the first time, after growing pauses when that dies soon as well.
  void died(pid_t pid) noexcept;
  // They are about to be killed, or the loop ends: nobody is replaced any more.
  void forget() noexcept { relays_.clear(); }
  void close() noexcept;

 private:
  void start_again(RunningRelay& relay) noexcept;
  void look() noexcept;
  void arm() noexcept;

  RelaySink* sink_;
  uv_loop_t* loop_ = nullptr;
  Handle<uv_timer_t> timer_;
  std::vector<RunningRelay> relays_;
};

}  // namespace jeden::host
