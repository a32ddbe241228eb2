// The same numbers everywhere: splitmix64, without the distributions of <random>, which differ between
// libraries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace jeden::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // 0 to most - 1; most is at least 1.
  unsigned below(unsigned most) { return static_cast<unsigned>(((next() >> 32) * most) >> 32); }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class T>
  T pick(std::initializer_list<T> choices) {
    return choices.begin()[below(static_cast<unsigned>(choices.size()))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace jeden::sim
