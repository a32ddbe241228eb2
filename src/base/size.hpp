// Sizes as users write them: "64MiB", "512k", "4096".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace jeden::base {

// Bytes. A bare number is bytes; k, M, G, T (also KiB, MiB, ..., K, KB, ...) are powers of 1024 when spelled
// with an "i" or without a B, powers of 1000 when spelled kB, MB, GB, TB. nullopt when malformed or above
// 2^63 - 1.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace jeden::base
