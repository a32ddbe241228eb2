// Durations as users write them: "500ms", "30s", "5m", "1h30m".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace jeden::base {

using Millis = std::chrono::milliseconds;

// Reads one or more "<number><unit>" in a row, units ms, s, m, h, d; a bare "0" is allowed, any other bare
// number is not, since nobody can tell whether it means seconds. Fractions are allowed ("1.5s"). At most 365
// days.
std::optional<Millis> parse_duration(std::string_view text);

// The shortest spelling that parse_duration reads back: "1m30s", "250ms", "0s".
std::string to_text(Millis duration);

}  // namespace jeden::base
