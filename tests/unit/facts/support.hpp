// A root of one's own, with the files of /proc and /sys that a test puts there.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace jeden::facts::testing {

class Root {
 public:
  Root() {
    std::string name = (std::filesystem::temp_directory_path() / "jeden-facts-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;
  ~Root() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  void put(const std::string& file, const std::string& content) const {
    const std::string path = path_ + file;
    std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
    std::FILE* stream = std::fopen(path.c_str(), "w");
    if (stream == nullptr) return;
    std::fwrite(content.data(), 1, content.size(), stream);
    std::fclose(stream);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace jeden::facts::testing
