// What may stand behind the name of a fact: ${jeden.memory_mb*75%}, ${jeden.cpus*2+1}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jeden::config {

// "*N", "*N%", "/N", "+N" and "-N", as many as there are, from left to right, in whole numbers that are
// rounded down and never below 0. None when the operations are malformed, the value is no whole number, or
// the result is too large.
std::optional<std::string> calculate(std::string_view value, std::string_view operations);

}  // namespace jeden::config
