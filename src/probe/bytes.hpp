// Numbers and strings in packets, never read past their end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jeden::probe {

// Reads from the front; after a read past the end everything is zero or empty and failed() says so.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_{bytes} {}

  bool failed() const noexcept { return failed_; }
  std::string_view rest() const noexcept { return rest_; }

  std::string_view bytes(std::size_t count) {
    if (count > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  // Up to the next NUL, which is taken as well.
  std::string_view text() {
    const auto end = rest_.find('\0');
    if (end == std::string_view::npos) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return taken;
  }
  std::uint64_t big(std::size_t width) {
    std::uint64_t value = 0;
    for (const char c : bytes(width)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::uint64_t little(std::size_t width) {
    std::uint64_t value = 0;
    std::size_t shift = 0;
    for (const char c : bytes(width)) {
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << shift;
      shift += 8;
    }
    return value;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

inline void put_big(std::string& out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}
inline void put_little(std::string& out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}
inline void put_text(std::string& out, std::string_view text) {
  out.append(text);
  out.push_back('\0');
}

}  // namespace jeden::probe
