// Short ways to say an action, and to see what it did.
#pragma once

#include <sys/stat.h>

#include <cstdio>
#include <string>

#include "base/file.hpp"
#include "catch.hpp"
#include "folder.hpp"
#include "step/action.hpp"

namespace jeden::step::testing {

using jeden::testing::Folder;

using Fields = std::vector<std::pair<std::string, std::string>>;

inline Outcome act(const std::string& kind, Fields fields, Run run = Run::really) {
  return perform(base::Record{kind, std::move(fields)}, run);
}

inline void put(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  REQUIRE(file != nullptr);
  std::fputs(text.c_str(), file);
  std::fclose(file);
}

inline std::string get(const std::string& path) {
  std::string text;
  CHECK_FALSE(base::read_file(path, text, 10'000));
  return text;
}

inline mode_t mode(const std::string& path) {
  struct stat status {};
  CHECK(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

}  // namespace jeden::step::testing
