// Waits for several dependencies at once, on a loop of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/duration.hpp"
#include "probe/target.hpp"
#include "probe/verdict.hpp"

namespace jeden::probe {

struct WaitOptions {
  enum class Enough : std::uint8_t { all, any };
  enum class Hopeless : std::uint8_t { retry, give_up };
  enum class Attempts : std::uint8_t { many, one };

  std::optional<base::Millis> timeout{base::Millis{60'000}};  // nullopt: for ever
  std::optional<base::Millis> interval;                       // nullopt: as pace.hpp says
  std::optional<base::Millis> attempt;                        // nullopt: 5 s, for a command 30 s
  Enough enough = Enough::all;
  Hopeless hopeless = Hopeless::retry;
  Attempts attempts = Attempts::many;
};

struct Progress {
  const Target* target = nullptr;
  Verdict verdict;  // of the last attempt
  std::int64_t attempts = 0;
  base::Millis after{0};  // since the start
};

class WaitObserver {
 public:
  virtual ~WaitObserver() = default;
  virtual void started(const Progress& progress) = 0;
  // When the reason has changed, and every ten seconds.
  virtual void pending(const Progress& progress) = 0;
  virtual void succeeded(const Progress& progress) = 0;
  virtual void failed(const Progress& progress) = 0;
  // A few times a second, for a live display.
  virtual void ticked(std::span<const Progress> all, base::Millis elapsed) = 0;
  virtual bool wants_ticks() const = 0;
};

struct WaitResult {
  enum class End : std::uint8_t { ready, timed_out, hopeless, signalled };
  End end = End::timed_out;
  int signal = 0;
  base::Millis after{0};
  std::vector<Progress> waits;
};

// TERM, INT, HUP and QUIT end it at once.
WaitResult wait_for(std::span<const std::shared_ptr<const Target>> targets, const WaitOptions& options,
                    WaitObserver& observer);

}  // namespace jeden::probe
