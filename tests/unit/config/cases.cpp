// Case folders: what is written beside each file in bad/ is what a user gets to see; good/ loads without a
// word. JEDEN_UPDATE_CASES=1 writes the expectations anew.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/file.hpp"
#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;

namespace {

std::vector<std::filesystem::path> files_in(const char* folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string{JEDEN_TEST_DIRECTORY} + '/' + folder))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string content_of(const std::filesystem::path& path) {
  std::string content;
  jeden::base::read_file(path.string(), content, std::size_t{1} << 20U);
  return content;
}

std::string rendered(const std::filesystem::path& path) {
  std::string text;
  const LoadResult result = load(content_of(path), path.filename().string(),
                                 surroundings({"PATH=/usr/bin", "HOME=/root", "DATABASE_PASSWORD=x"}), {});
  for (const Diagnostic& diagnostic : result.diagnostics) text += render(diagnostic);
  CHECK(result.plan.has_value() == std::none_of(result.diagnostics.begin(), result.diagnostics.end(),
                                                [](const auto& d) { return d.severity == Severity::error; }));
  return text;
}

}  // namespace

TEST_CASE("bad files give exactly these diagnostics") {
  for (const auto& path : files_in("bad")) {
    INFO(path.filename().string());
    const std::string text = rendered(path);
    auto expected = path;
    expected.replace_extension(".expected");
    if (std::getenv("JEDEN_UPDATE_CASES") != nullptr) {
      std::FILE* file = std::fopen(expected.c_str(), "w");
      REQUIRE(file != nullptr);
      std::fwrite(text.data(), 1, text.size(), file);
      std::fclose(file);
    }
    CHECK(text.find("error: ") != std::string::npos);
    CHECK(text == content_of(expected));
  }
}

TEST_CASE("good files load without a word") {
  for (const auto& path : files_in("good")) {
    INFO(path.filename().string());
    CHECK(rendered(path).empty());
  }
}
