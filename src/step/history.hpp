// Which files of a directory have been run, with a checksum each. Appended to after each of them, so that an
// interruption loses nothing that was done.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/fd.hpp"

namespace jeden::step {

class History {
 public:
  // Opens or makes the file, and waits until no other container has it. Empty, or a sentence.
  std::string open(const std::string& path);
  // As open(), without making, locking or waiting: to look. A missing file is empty.
  std::string look(const std::string& path);

  // The checksum that the file had when it was run; empty when it never was.
  std::string_view checksum_of(std::string_view name) const;
  std::string add(const std::string& name, const std::string& checksum);

 private:
  std::string read();

  base::Fd file_;
  std::string path_;
  std::map<std::string, std::string, std::less<>> done_;
};

// Sixteen hexadecimal digits (FNV-1a, 64 bits): against a change by mistake. Empty when the file cannot be
// read.
std::string checksum_of_file(const std::string& path);

}  // namespace jeden::step
