// One life, from its first event to its last action, with every invariant looked at after every event.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "invariants.hpp"

namespace jeden::sim {

struct Verdict {
  std::string_view broken;  // the invariant; empty: all held
  std::uint64_t events = 0;
};

class Living {
 public:
  // With a transcript every step is written to it.
  Verdict live(const core::Plan& plan, std::uint64_t seed, std::string* transcript = nullptr);

 private:
  World world_;
  Memory memory_;
  std::vector<core::UnitState> before_;
  core::Actions actions_;
};

}  // namespace jeden::sim
