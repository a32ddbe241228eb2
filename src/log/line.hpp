// How a line of the log is written down.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/mask.hpp"
#include "log/log.hpp"

namespace jeden::log {

inline constexpr std::size_t longest_line = 1000;

// A line under construction: a fixed buffer, so that logging allocates nothing.
class Line {
 public:
  void put(char c) noexcept {
    if (size_ < longest_line) text_[size_++] = c;
  }
  void put(std::string_view text) noexcept {
    for (const char c : text) put(c);
  }
  void put(std::int64_t number) noexcept;
  // Control characters are escaped, and what is masked is "***".
  void put_escaped(std::string_view text, const base::Mask& mask) noexcept;
  void put_quoted(std::string_view text, const base::Mask& mask) noexcept {
    put('"');
    put_escaped(text, mask);
    put('"');
  }
  void put_time() noexcept;  // of day, in UTC
  std::string_view view() const noexcept { return {text_.data(), size_}; }

 private:
  std::array<char, longest_line> text_;
  std::size_t size_ = 0;
};

void put_line(Line& line, Format format, Level level, std::string_view event,
              std::initializer_list<Field> fields, const base::Mask& mask) noexcept;

}  // namespace jeden::log
