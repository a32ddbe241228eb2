// A folder of its own for each test, and short ways to say an action.
#pragma once

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/file.hpp"
#include "catch.hpp"
#include "step/action.hpp"

namespace jeden::step::testing {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "jeden-step-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + '/' + name; }

 private:
  std::string path_;
};

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
