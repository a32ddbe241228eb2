// When to try again. Pure: time and cost go in, a delay comes out.
#pragma once

#include <cstdint>

#include "base/duration.hpp"
#include "probe/verdict.hpp"

namespace jeden::probe {

struct PaceInput {
  base::Millis waited;  // since the wait began
  Reason reason;        // of the attempt that has just ended
  enum class Place : std::uint8_t { local, watched, remote, command } place;
  std::uint32_t dice;  // random, for the jitter
};

// The delay grows with the time already waited, so that what was ready in between is noticed a fiftieth of
// that time later: 2 ms at first, 10 ms after half a second. The ceilings: 20 ms for a refusal on this
// machine, which costs nobody anything, 250 ms for any other answer from it, 1 s elsewhere; a path
// that inotify watches is polled beside it at 50 to 500 ms. A fifth of it is
// jitter.
base::Millis next_delay(const PaceInput& input);

// How long a connection may take to stand: half of the time already waited, from 300 ms up to the attempt's
// limit. A packet that was lost before the peer came up would otherwise cost the kernel's whole
// retransmission time.
base::Millis connection_limit(base::Millis waited, base::Millis attempt);

// Keeps the processor's share of a waiting process under one percent: the earliest moment, since the start,
// for more work when `used` has been spent so far. A first allowance makes short waits quick.
base::Millis affordable_at(std::chrono::microseconds used);

}  // namespace jeden::probe
