<<<<<<< HEAD
// Runs a fuzz target over the files of a folder, for compilers without libFuzzer.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
=======
// Runs a fuzz target over the files and directories of a kept corpus, where there is no libFuzzer.
#include <dirent.h>

#include <cstdint>
#include <cstdio>
>>>>>>> probe
#include <string>

#include "base/file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

<<<<<<< HEAD
int main(int count, char** words) {
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(words[i])) {
      std::string content;
      if (!entry.is_regular_file() ||
          jeden::base::read_file(entry.path().string(), content, std::size_t{1} << 24U))
        continue;
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
      ++files;
    }
  }
  std::printf("%zu files\n", files);
  return files > 0 ? 0 : 1;
=======
namespace {

bool replay(const std::string& path) {
  std::string content;
  if (const auto error = jeden::base::read_file(path, content, 1 << 20)) {
    std::fprintf(stderr, "cannot read %s: %s\n", path.c_str(), error.message().c_str());
    return false;
  }
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
  return true;
}

}  // namespace

int main(int count, char** words) {
  int replayed = 0;
  for (int i = 1; i < count; ++i) {
    const std::string folder = words[i];
    DIR* directory = ::opendir(folder.c_str());
    if (directory == nullptr) {
      std::fprintf(stderr, "cannot open %s\n", folder.c_str());
      return 1;
    }
    while (const dirent* entry = ::readdir(directory)) {
      if (entry->d_name[0] == '.') continue;
      if (!replay(folder + "/" + entry->d_name)) return 1;
      ++replayed;
    }
    ::closedir(directory);
  }
  std::printf("%d inputs\n", replayed);
  return replayed > 0 ? 0 : 1;
>>>>>>> probe
}
