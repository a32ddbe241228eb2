// The process between a program's output and where it goes. Standard input is the program's standard output,
// standard output its destination; descriptors 3 and 4 are the same for its standard error, 5 is where
// readiness is told. Standard error is jeden's own.
#pragma once

#include <array>
#include <optional>

#include "base/fd.hpp"
#include "relay/format.hpp"
#include "relay/options.hpp"
#include "relay/ready.hpp"
#include "relay/report.hpp"
#include "relay/sink.hpp"
#include "relay/stream.hpp"

namespace jeden::relay {

class Relay {
 public:
  explicit Relay(const Options& options);

  // Until every input is at its end and all is written (or lost, and said to be). No signal ends it but
  // SIGKILL: the last lines of a program come after its SIGTERM.
  void run() noexcept;

 private:
  void add_stream(const Options& options, std::size_t number, int input, int output);
  Mode mode_for(const Options& options, const Destination& destination) const noexcept;
  bool has_open_stream() const noexcept;
  void wait() noexcept;
  void reopen() noexcept;

  Report report_;
  Formatter formatter_;
  std::string pattern_error_;
  ReadyPattern ready_;
  bool shared_ = false;  // both streams have one destination
  bool direct_ = false;  // one stream and no file: no poll(2), reading and writing wait
  int pause_ = 1;        // milliseconds until a turn is asked for again
  base::Fd reopenings_;  // signalfd(2) for SIGURG
  std::array<std::optional<Sink>, 2> sinks_;
  std::array<std::optional<Stream>, 2> streams_;
};

}  // namespace jeden::relay
