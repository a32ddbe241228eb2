#include "relay/lines.hpp"

#include <algorithm>
#include <cstring>

namespace jeden::relay {
namespace {

// The largest size up to `limit` that ends no UTF-8 character in its midst; `limit` itself when the bytes are
// no UTF-8. The text is longer than `limit`.
std::size_t whole_characters(const char* text, std::size_t limit) {
  for (std::size_t back = 0; back <= 3 && back < limit; ++back)
    if ((static_cast<unsigned char>(text[limit - back]) & 0xC0U) != 0x80) return limit - back;
  return limit;
}

}  // namespace

std::span<char> LineBuffer::room() noexcept {
  touched_ = std::max(touched_, end_);
  const std::size_t left = end_ - start_;
  if (left == 0 && touched_ > read_size) {
    pages_.give_back(read_size);
    touched_ = read_size;
  }
  if (start_ > 0) {
    std::memmove(pages_.data(), pages_.data() + start_, left);
    scanned_ -= start_;
    start_ = 0;
    end_ = left;
    newline_ = nullptr;
  }
  return {pages_.data() + end_, pages_.size() - end_};
}

std::string_view LineBuffer::take(std::size_t size) noexcept {
  const std::string_view taken{pages_.data() + start_, size};
  start_ += size;
  scanned_ = std::max(scanned_, start_);
  return taken;
}

bool LineBuffer::next(Line& line) noexcept {
  const char* const start = pages_.data() + start_;
  if (newline_ == nullptr && scanned_ < end_) {
    newline_ = static_cast<const char*>(std::memchr(pages_.data() + scanned_, '\n', end_ - scanned_));
    if (newline_ == nullptr) scanned_ = end_;
  }
  const std::size_t size = newline_ != nullptr ? static_cast<std::size_t>(newline_ - start) : end_ - start_;
  if (size > longest_) {
    line = {take(whole_characters(start, longest_)), Ending::cut, continued_};
    continued_ = true;
    return true;
  }
  if (newline_ == nullptr) return false;
  line = {take(size + 1).substr(0, size), Ending::newline, continued_};
  newline_ = nullptr;
  continued_ = false;
  return true;
}

bool LineBuffer::last(Line& line) noexcept {
  if (start_ == end_) return false;
  line = {take(end_ - start_), Ending::input, continued_};
  continued_ = false;
  return true;
}

std::string_view LineBuffer::block() noexcept {
  newline_ = nullptr;
  const std::string_view all{pages_.data() + start_, end_ - start_};
  const auto* newline = static_cast<const char*>(::memrchr(all.data(), '\n', all.size()));
  if (newline != nullptr) return take(static_cast<std::size_t>(newline - all.data()) + 1);
  return all.size() > longest_ ? take(all.size()) : std::string_view{};
}

std::string_view LineBuffer::rest() noexcept {
  newline_ = nullptr;
  return take(end_ - start_);
}

}  // namespace jeden::relay
