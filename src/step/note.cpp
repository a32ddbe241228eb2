#include "step/note.hpp"

#include <sha2.h>
#include <sys/types.h>

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/path.hpp"

namespace jeden::step {
namespace {

constexpr std::size_t largest_note = 4096;

std::string sum_of(std::string_view content) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> sum{};
  ::SHA256Data(reinterpret_cast<const std::uint8_t*>(content.data()), content.size(), sum.data());
  return sum.data();
}

}  // namespace

Note::Note(const std::string& path) : path_{base::beside(path, "jeden")} {
  std::string text;
  if (base::read_file(path_, text, largest_note)) return;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (text[start] != '#' && end > start) sums_.push_back(text.substr(start, end - start));
    start = end + 1;
  }
}

bool Note::tells_edited(std::string_view content) const {
  return is_there() && std::find(sums_.begin(), sums_.end(), sum_of(content)) == sums_.end();
}

std::string Note::text(std::string_view before, std::string_view after) {
  return "# SHA-256 of what jeden wrote (keep_edited); without this file it writes again\n" + sum_of(before) +
         '\n' + sum_of(after) + '\n';
}

}  // namespace jeden::step
