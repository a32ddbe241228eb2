#include "facts/limits.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "facts/cgroup.hpp"

namespace jeden::facts {
namespace {

constexpr std::size_t largest = 1024 * 1024;

std::string content_of(const std::string& path) {
  std::string content;
  if (base::read_file(path, content, largest)) content.clear();
  return content;
}

ControlGroups groups_of(const std::string& root, std::string_view controller) {
  return control_groups(content_of(root + "/proc/self/mountinfo"), content_of(root + "/proc/self/cgroup"),
                        controller);
}

// What follows "Name:" in a file such as /proc/self/status.
std::string field_of(const std::string& content, std::string_view name) {
  for (const std::string_view line : base::tokens(content, '\n'))
    if (line.starts_with(name)) return std::string{base::trimmed(line.substr(name.size()))};
  return {};
}

std::optional<std::uint64_t> quota_in(const std::string& directory, bool unified) {
  if (!unified)
    return quota(base::trimmed(content_of(directory + "/cpu.cfs_quota_us")),
                 base::trimmed(content_of(directory + "/cpu.cfs_period_us")));
  const std::string content = content_of(directory + "/cpu.max");
  const auto words = base::tokens(base::trimmed(content), ' ');
  return words.empty() ? std::nullopt : quota(words[0], words.size() > 1 ? words[1] : "100000");
}

}  // namespace

std::string Processors::exact() const {
  std::string text = std::to_string(thousandths / 1000);
  if (thousandths % 1000 == 0) return text;
  text += '.' + std::to_string(1000 + thousandths % 1000).substr(1);
  while (text.ends_with('0')) text.pop_back();
  return text;
}

std::uint64_t count_list(std::string_view list) {
  std::uint64_t count = 0;
  for (const std::string_view part : base::tokens(base::trimmed(list), ',')) {
    const std::size_t dash = part.find('-');
    const auto first = base::parse_number(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : base::parse_number(part.substr(dash + 1));
    if (first && last && *last >= *first) count += *last - *first + 1;
  }
  return count;
}

std::optional<std::uint64_t> quota(std::string_view limit, std::string_view period) {
  const auto number = base::parse_number(limit), of = base::parse_number(period);
  constexpr std::uint64_t most = 1'000'000'000'000'000;  // microseconds, so that the product fits
  if (!number || !of || *number == 0 || *of == 0 || *number > most) return std::nullopt;
  return std::max<std::uint64_t>(1, *number * 1000 / *of);
}

Processors processors(const std::string& root) {
  Processors result;
  const std::uint64_t allowed =
      count_list(field_of(content_of(root + "/proc/self/status"), "Cpus_allowed_list:"));
  result.thousandths = 1000 * std::max<std::uint64_t>(1, allowed);
  const ControlGroups groups = groups_of(root, "cpu");
  for (const std::string& directory : groups.directories)
    if (const auto found = quota_in(root + directory, groups.unified))
      result.thousandths = std::min(result.thousandths, *found);
  return result;
}

std::uint64_t memory(const std::string& root) {
  const std::string total = field_of(content_of(root + "/proc/meminfo"), "MemTotal:");
  std::uint64_t least = base::parse_number(total.substr(0, total.find(' '))).value_or(0) * 1024;
  const ControlGroups groups = groups_of(root, "memory");
  for (const std::string& directory : groups.directories) {
    const char* name = groups.unified ? "/memory.max" : "/memory.limit_in_bytes";
    const auto limit = base::parse_number(base::trimmed(content_of(root + directory + name)));
    if (limit && (least == 0 || *limit < least)) least = *limit;
  }
  return least;
}

}  // namespace jeden::facts
