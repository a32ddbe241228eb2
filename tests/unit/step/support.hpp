// A folder of its own for each test, and short ways to say an action.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

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

}  // namespace jeden::step::testing
