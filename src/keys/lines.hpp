// A text as lines, each with the ending that it has in the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace jeden::keys {

class Lines {
 public:
  // A byte order mark is kept aside.
  explicit Lines(std::string_view text);

  std::size_t size() const { return lines_.size(); }
  std::string_view operator[](std::size_t index) const { return lines_[index].text; }
  void replace(std::size_t index, std::string text) { lines_[index].text = std::move(text); }
  // The new line ends as the one before it does; a last line without an ending gets one.
  void insert(std::size_t index, std::string text);
  void erase(std::size_t index, std::size_t count);
  std::string join() const;

 private:
  struct Line {
    std::string text, ending;
  };
  std::string mark_;
  std::vector<Line> lines_;
};

inline bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
inline std::string_view trimmed(std::string_view text) {
  return base::trimmed(text, " \t");
}
std::size_t indent_of(std::string_view line);
inline std::string at_line(std::size_t index, std::string_view what) {
  return "line " + std::to_string(index + 1) + ": " + std::string{what};
}

}  // namespace jeden::keys
