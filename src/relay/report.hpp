// The relay's own words, on jeden's standard error. The log is made only when there is something to say: a
// relay that has nothing to say needs no memory for it. Never blocks (log/log.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "log/log.hpp"

namespace jeden::relay {

class Report {
 public:
  Report(std::string_view unit, log::Format format) : unit_{unit}, format_{format} {}

  void output_failed(std::string_view target, int error) const noexcept;
  void output_recovered(std::string_view target, std::uint64_t lines, std::uint64_t bytes) const noexcept;
  void output_lost(std::string_view target, std::uint64_t lines, std::uint64_t bytes) const noexcept;
  void reopen_failed(std::string_view target, int error) const noexcept;
  void rotate_failed(std::string_view target, int error) const noexcept;
  void input_failed(int error) const noexcept;
  void pattern_refused(std::string_view reason) const noexcept;

 private:
  void say(log::Level level, std::string_view event, std::string_view reason, std::string_view target,
           std::uint64_t lines = 0, std::uint64_t bytes = 0) const noexcept;

  std::string_view unit_;
  log::Format format_;
};

}  // namespace jeden::relay
