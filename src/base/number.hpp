// Whole numbers in text.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace jeden::base {

// The whole text as a number: no blanks, no plus, a minus only for a type that has negative numbers. None for
// anything else, and for what the type cannot hold.
template <std::integral Number = std::uint64_t>
std::optional<Number> parse_number(std::string_view text, int base = 10) noexcept {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace jeden::base
