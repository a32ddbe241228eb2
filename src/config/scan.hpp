// A look at the raw text before the TOML library gets it: what the library would not survive or not explain.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/tree.hpp"

namespace jeden::config {

inline constexpr std::size_t largest_file = 1U << 20U;  // bytes
inline constexpr unsigned deepest_nesting = 32;         // brackets within brackets, and parts of a dotted key

struct ScanFault {
  Span span;
  std::string message, hint;
  bool local = false;  // the rest of the file can still be read
};

// Finds NUL bytes, bytes that are not UTF-8, and nesting that only serves to exhaust the stack.
std::optional<ScanFault> scan(std::string_view text);

}  // namespace jeden::config
