// What jeden wrote to a file, noted beside it, so that it is seen when somebody else has changed the file
// since. Beside it, since that is where the file's volume is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeden::step {

class Note {
 public:
  // Reads the note of the file at `path`: .NAME.jeden in its folder. A note that cannot be read is none.
  explicit Note(const std::string& path);

  const std::string& path() const { return path_; }
  bool is_there() const { return !sums_.empty(); }
  // The content is neither what was written last nor what was there before that, which is what a write leaves
  // that was interrupted.
  bool tells_edited(std::string_view content) const;

  // The note's text for a file that had the one content, and gets the other.
  static std::string text(std::string_view before, std::string_view after);

 private:
  std::string path_;
  std::vector<std::string> sums_;
};

}  // namespace jeden::step
