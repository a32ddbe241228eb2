// The end of files, and what is appended to them, as tail(1) shows it.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
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
  // The last lines, on standard output. Those that the file lacks come from the files that it was rotated to
  // (PATH.1 and on).
  void print_last(std::uint64_t count);
  // What has been appended since; at most 64 KiB, empty when there is nothing.
  std::string next();

 private:
  bool is_another_file() const;

  std::string path_;
  base::Fd file_;
  off_t position_ = 0;
};

// Prints the last lines of all files, with a header before each when there are several; then, with `follow`,
// what is appended, until nobody reads any more.
enum class Follow : unsigned char { no, yes };
void print_tails(std::vector<Tail>& tails, std::uint64_t count, Follow follow);

}  // namespace jeden::tools
