#include "base/size.hpp"

#include <charconv>
#include <limits>

namespace jeden::base {
namespace {

// The power of the unit letter: 0 for bytes, 1 for kilo and so on; nullopt for anything else.
std::optional<unsigned> power_of(char letter) {
  switch (letter) {
    case 'k':
    case 'K': return 1;
    case 'm':
    case 'M': return 2;
    case 'g':
    case 'G': return 3;
    case 't':
    case 'T': return 4;
    default: return std::nullopt;
  }
}

std::optional<std::uint64_t> factor_of(std::string_view unit) {
  if (unit.empty() || unit == "B") return 1;
  const auto power = power_of(unit.front());
  if (!power) return std::nullopt;
  const std::string_view rest = unit.substr(1);
  if (!rest.empty() && rest != "B" && rest != "i" && rest != "iB") return std::nullopt;
  std::uint64_t factor = 1;
  for (unsigned i = 0; i < *power; ++i) factor *= rest == "B" ? 1000 : 1024;
  return factor;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const auto factor = factor_of(text.substr(static_cast<std::size_t>(end - text.data())));
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (!factor || number > most / *factor) return std::nullopt;
  return number * *factor;
}

}  // namespace jeden::base
