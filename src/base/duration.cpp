#include "base/duration.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include "base/text.hpp"

namespace jeden::base {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t millis;
};
constexpr std::array units{Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000}, Unit{"h", 3'600'000},
                           Unit{"d", 86'400'000}};
constexpr std::int64_t longest = 365 * std::int64_t{86'400'000};

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : units)
    if (unit.name == name) return &unit;
  return nullptr;
}

// Splits the leading characters of a class off the text.
std::string_view take(std::string_view& text, bool (*wanted)(char)) {
  std::size_t length = 0;
  while (length < text.size() && wanted(text[length])) ++length;
  const std::string_view head = text.substr(0, length);
  text.remove_prefix(length);
  return head;
}

bool is_number(char c) {
  return is_digit(c) || c == '.';
}

}  // namespace

std::optional<Millis> parse_duration(std::string_view text) {
  if (text == "0") return Millis{0};
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    const std::string_view digits = take(text, is_number);
    const Unit* unit = find_unit(take(text, is_letter));
    double number = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
    if (unit == nullptr || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    total += number * static_cast<double>(unit->millis);
    if (total > static_cast<double>(longest)) return std::nullopt;
  }
  return Millis{static_cast<std::int64_t>(total + 0.5)};
}

std::string to_text(Millis duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string text;
  for (auto unit = units.rbegin(); unit != units.rend(); ++unit) {
    if (rest < unit->millis) continue;
    text += std::to_string(rest / unit->millis);
    text += unit->name;
    rest %= unit->millis;
  }
  return text;
}

}  // namespace jeden::base
