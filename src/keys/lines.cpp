#include "keys/lines.hpp"

#include <algorithm>

namespace jeden::keys {

Lines::Lines(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) {
    mark_ = mark;
    text.remove_prefix(mark.size());
  }
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    // At the end of the file half of a line ending may be left.
    std::string ending = line.ends_with('\r') ? "\r" : "";
    line.remove_suffix(ending.size());
    if (end < text.size()) ending += '\n';
    lines_.push_back({std::string{line}, std::move(ending)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void Lines::insert(std::size_t index, std::string text) {
  std::string ending = "\n";
  if (index > 0) {
    std::string& before = lines_[index - 1].ending;
    if (before == "\r") before = "\r\n";
    if (before.empty()) before = index > 1 ? lines_[index - 2].ending : ending;
    ending = before;
  } else if (!lines_.empty() && lines_[0].ending.ends_with('\n')) {
    ending = lines_[0].ending;
  }
  lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(index), {std::move(text), std::move(ending)});
}

void Lines::erase(std::size_t index, std::size_t count) {
  const auto first = lines_.begin() + static_cast<std::ptrdiff_t>(index);
  lines_.erase(first, first + static_cast<std::ptrdiff_t>(count));
}

std::string Lines::join() const {
  std::string text = mark_;
  for (const Line& line : lines_) text += line.text + line.ending;
  return text;
}

std::size_t indent_of(std::string_view line) {
  std::size_t length = 0;
  while (length < line.size() && is_blank(line[length])) ++length;
  return length;
}

}  // namespace jeden::keys
