#include "step/manifest.hpp"

#include <sha2.h>
#include <sys/types.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/file.hpp"

namespace jeden::step {
namespace {

constexpr std::size_t largest_manifest = 16U * 1024 * 1024;
constexpr std::size_t sum_length = 64;
constexpr std::string_view between = "  ";

}  // namespace

Manifest::Manifest(std::string path) : path_{std::move(path)} {
  std::string text;
  if (base::read_file(path_, text, largest_manifest)) return;
  std::string_view rest{text};
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.size() > sum_length + between.size() && line.substr(sum_length).starts_with(between))
      sums_[std::string{line.substr(sum_length + between.size())}].emplace(line.substr(0, sum_length));
  }
}

bool Manifest::has(const std::string& name, const std::string& sum) const {
  const auto found = sums_.find(name);
  return found != sums_.end() && found->second.contains(sum);
}

void Manifest::expect(const std::string& name, const std::string& before, const std::string& after) {
  std::set<std::string>& sums = sums_[name];
  sums = {after};
  if (!before.empty()) sums.insert(before);
}

std::string Manifest::text() const {
  std::string text;
  for (const auto& [name, sums] : sums_)
    for (const std::string& sum : sums) text += sum + std::string{between} + name + '\n';
  return text;
}

std::optional<std::string> sum_of_file(const std::string& path) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> sum{};
  if (::SHA256File(path.c_str(), sum.data()) == nullptr) return std::nullopt;
  return sum.data();
}

}  // namespace jeden::step
