// Which files of a tree jeden copied, and what was in them: lines as sha256sum(1) writes them, so that
// `sha256sum -c` tells what was edited. The file lies in the tree, since that is where the tree's volume is.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace jeden::step {

inline constexpr std::string_view manifest_name = ".jeden-copied";

class Manifest {
 public:
  // Reads `path`; one that is not there is empty.
  explicit Manifest(std::string path);

  const std::string& path() const { return path_; }
  bool knows(const std::string& name) const { return sums_.contains(name); }
  // What was copied to `name`, or was there before that, had this sum.
  bool has(const std::string& name, const std::string& sum) const;
  // `name` is about to get the one content instead of the other; both count until the next time.
  void expect(const std::string& name, const std::string& before, const std::string& after);
  std::string text() const;

 private:
  std::string path_;
  std::map<std::string, std::set<std::string>> sums_;
};

// The SHA-256 of a file in hexadecimal; none, with errno set, when it cannot be read.
std::optional<std::string> sum_of_file(const std::string& path);

}  // namespace jeden::step
