// Finds the lines in what a program writes. Memory is bounded: a line longer than the limit is given out in
// parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "relay/pages.hpp"

namespace jeden::relay {

// How a line, or a part of one, ended: with its newline; at the limit, so that the rest follows as a line of
// its own; or with the end of the input, without a newline.
enum class Ending : std::uint8_t { newline, cut, input };

struct Line {
  std::string_view text;  // without the newline; any bytes
  Ending ending = Ending::newline;
  bool continued = false;  // the part before it was cut
};

class LineBuffer {
 public:
  // One read takes at most this much: what a pipe holds by default.
  static constexpr std::size_t read_size = std::size_t{64} * 1024;

  // `longest`: bytes of a line that are kept together.
  explicit LineBuffer(std::size_t longest) : pages_{read_size + longest}, longest_{longest} {}

  // Where the next bytes go, at least read_size of them. Every view that was given out is void. Only to be
  // asked for when next() or block() has nothing left.
  std::span<char> room() noexcept;
  void filled(std::size_t count) noexcept { end_ += count; }

  // The next line that is complete or has reached the limit. A cut keeps a UTF-8 character whole.
  bool next(Line& line) noexcept;
  // After the end of the input: what is left of it.
  bool last(Line& line) noexcept;

  // All complete lines at once, with their newlines; a line above the limit as far as it has come.
  std::string_view block() noexcept;
  // Everything, complete or not.
  std::string_view rest() noexcept;

 private:
  std::string_view take(std::size_t size) noexcept;

  Pages pages_;
  std::size_t longest_;
  std::size_t start_ = 0, scanned_ = 0, end_ = 0, touched_ = 0;
  const char* newline_ = nullptr;  // the next one, when it is known
  bool continued_ = false;
};

}  // namespace jeden::relay
