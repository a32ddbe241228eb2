#include "base/mask.hpp"

#include <algorithm>

namespace jeden::base {
namespace {
constexpr std::size_t shortest_line = 8;  // of a value of several lines
}

Mask::Mask(const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    if (value.size() >= shortest) add(value);
    if (value.find('\n') == std::string::npos) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.size() >= shortest_line) add(line);
    }
  }
  std::stable_sort(values_.begin(), values_.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

void Mask::add(std::string_view value) {
  if (std::find(values_.begin(), values_.end(), value) == values_.end()) values_.emplace_back(value);
}

std::size_t Mask::length_at(std::string_view text) const noexcept {
  for (const std::string& value : values_)
    if (text.starts_with(value)) return value.size();
  return 0;
}

std::string Mask::apply(std::string_view text) const {
  if (values_.empty()) return std::string{text};
  std::string masked;
  while (!text.empty()) {
    const std::size_t hidden = length_at(text);
    if (hidden > 0)
      masked += shown;
    else
      masked += text.front();
    text.remove_prefix(std::max<std::size_t>(hidden, 1));
  }
  return masked;
}

}  // namespace jeden::base
