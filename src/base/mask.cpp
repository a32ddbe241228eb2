#include "base/mask.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/written.hpp"

namespace jeden::base {
namespace {
constexpr std::size_t shortest_line = 8;    // of a value of several lines
constexpr std::size_t shortest_base64 = 8;  // a shorter text would be found by chance
}  // namespace

Mask::Mask(const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    if (value.size() >= shortest) {
      add(value);
      add_base64(value);
    }
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

// What stands before it decides how a value is encoded, and what stands behind it about its last character:
// of three alignments, the characters that are the value's alone.
void Mask::add_base64(std::string_view value) {
  for (const std::size_t before : {0U, 1U, 2U}) {
    std::string text = encode_base64(std::string(before, '\0') + std::string{value});
    text.resize((before + value.size()) * 8 / 6);
    text.erase(0, (before * 8 + 5) / 6);
    if (text.size() < shortest_base64) continue;
    add(text);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');  // RFC 4648, section 5
    add(text);
  }
}

std::size_t Mask::length_at(std::string_view text) const noexcept {
  for (const std::string& value : values_)
    if (const std::size_t length = length_of_written(value, text)) return length;
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
