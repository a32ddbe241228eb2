// The end of files, and what is appended to them, as tail(1) shows it.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.hpp"

namespace jeden::tools {

// One file by its name: when that comes to mean another file, the old one is read to its end first.
class Tail {
 public:
  explicit Tail(std::string path) : path_{std::move(path)} {}

  const std::string& path() const { return path_; }
  // Why it cannot be shown; empty when it can.
  std::string open();
  // The last lines, in pieces. Those that the file lacks come from the files that it was rotated to (PATH.1
  // and on).
  void read_last(std::uint64_t count, const std::function<void(std::string_view)>& piece);
  // What has been appended since; at most 64 KiB, empty when there is nothing.
  std::string next();

 private:
  bool is_another_file() const;

  std::string path_;
  base::Fd file_;
  off_t position_ = 0;
};

// Prints the last lines of all files, with a header before each when there are several; then, with `follow`,
// what is appended, until nobody reads any more. As JSON each line is an object with file and line.
enum class Follow : unsigned char { no, yes };
enum class TailForm : unsigned char { text, json };
void print_tails(std::vector<Tail>& tails, std::uint64_t count, Follow follow, TailForm form);

}  // namespace jeden::tools
