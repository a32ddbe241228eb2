// A folder of its own for each test, which goes with it.
#pragma once

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "catch.hpp"

namespace jeden::testing {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "jeden-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + '/' + name; }

  // A file, with the folders that it lies in, whatever the umask is; gives its path.
  std::string put(const std::string& name, std::string_view content, mode_t mode = 0755) const {
    std::string path = path_ + '/' + name;
    std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
    std::FILE* file = std::fopen(path.c_str(), "w");
    REQUIRE(file != nullptr);
    std::fwrite(content.data(), 1, content.size(), file);
    std::fclose(file);
    ::chmod(path.c_str(), mode);
    return path;
  }

 private:
  std::string path_;
};

}  // namespace jeden::testing
