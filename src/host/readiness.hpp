// Whether the container is ready, and if not, why: for people and for whoever asks on their behalf.
#pragma once

#include <array>
#include <string_view>

#include "core/supervisor.hpp"

namespace jeden::host {

// A text of limited length, without an allocation.
class ReadinessText {
 public:
  void add(std::string_view text) noexcept;
  std::string_view view() const noexcept { return {text_.data(), length_}; }

 private:
  std::array<char, 256> text_;
  std::size_t length_ = 0;
};

// "ready"; "starting: hook migrate, service db", the units that it waits for; "restarting: main"; "draining";
// "stopping".
ReadinessText readiness_text(const core::Plan& plan, const core::Supervisor& supervisor) noexcept;

}  // namespace jeden::host
