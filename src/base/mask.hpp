// Values that nobody is to see, and texts with *** in their places. They are found as they are,
// percent-encoded (as in a URL), with the escapes of JSON and TOML, and in base64, also as a part of
// something encoded together.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jeden::base {

class Mask {
 public:
  // Shorter values are not hidden: they would be found everywhere.
  static constexpr std::size_t shortest = 4;

  Mask() = default;
  // Of a value of several lines, such as a key, each long line is hidden as well.
  explicit Mask(const std::vector<std::string>& values);

  // How many bytes at the beginning of `text` are such a value, the longest one; 0: none.
  std::size_t length_at(std::string_view text) const noexcept;
  std::string apply(std::string_view text) const;

  static constexpr std::string_view shown = "***";

 private:
  void add(std::string_view value);
  void add_base64(std::string_view value);

  std::vector<std::string> values_;  // the longest first
};

}  // namespace jeden::base
