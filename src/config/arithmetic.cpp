#include "config/arithmetic.hpp"

#include <charconv>
#include <cstdint>

namespace jeden::config {
namespace {

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool apply(char operation, std::uint64_t number, std::uint64_t& value) {
  switch (operation) {
    case '*': return !__builtin_mul_overflow(value, number, &value);
    case '+': return !__builtin_add_overflow(value, number, &value);
    case '-': value = value > number ? value - number : 0; return true;
    case '/': return number != 0 && (value /= number, true);
    default: return false;
  }
}

}  // namespace

std::optional<std::string> calculate(std::string_view value, std::string_view operations) {
  auto result = take_number(value);
  if (!result || !value.empty()) return std::nullopt;
  while (!operations.empty()) {
    const char operation = operations.front();
    operations.remove_prefix(1);
    const auto number = take_number(operations);
    if (!number || !apply(operation, *number, *result)) return std::nullopt;
    if (operations.starts_with('%')) {
      if (operation != '*') return std::nullopt;
      *result /= 100;
      operations.remove_prefix(1);
    }
  }
  return std::to_string(*result);
}

}  // namespace jeden::config
