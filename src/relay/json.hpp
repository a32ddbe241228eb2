// Text of any bytes as the inside of a JSON string (RFC 8259), so that the result is valid JSON and valid
// UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace jeden::relay {

// One byte becomes at most \u00XX.
inline constexpr std::size_t longest_escape = 6;

// Writes to `out`, which has room for longest_escape bytes a byte; returns the end. Each maximal part of an
// invalid UTF-8 sequence becomes one U+FFFD, as Unicode recommends (section 3.9).
char* escape_json(char* out, std::string_view text) noexcept;

}  // namespace jeden::relay
