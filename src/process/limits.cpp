#include "process/limits.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/size.hpp"

namespace jeden::process {
namespace {

constexpr std::array<std::string_view, 16> names{
    "as",   "core",   "cpu",   "data", "fsize",  "locks",  "memlock",    "msgqueue",
    "nice", "nofile", "nproc", "rss",  "rtprio", "rttime", "sigpending", "stack"};
constexpr std::array<int, names.size()> numbers{
    RLIMIT_AS,      RLIMIT_CORE,     RLIMIT_CPU,        RLIMIT_DATA,   RLIMIT_FSIZE, RLIMIT_LOCKS,
    RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE, RLIMIT_NICE,       RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_RSS,
    RLIMIT_RTPRIO,  RLIMIT_RTTIME,   RLIMIT_SIGPENDING, RLIMIT_STACK};

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string value_to_text(std::uint64_t value) {
  return value == RLIM_INFINITY ? "unlimited" : std::to_string(value);
}

}  // namespace

std::span<const std::string_view> limit_names() {
  return names;
}

std::optional<int> parse_limit_name(std::string_view name) {
  const auto same = [name](std::string_view candidate) {
    return std::equal(name.begin(), name.end(), candidate.begin(), candidate.end(),
                      [](char a, char b) { return to_lower(a) == b; });
  };
  const auto* const found = std::find_if(names.begin(), names.end(), same);
  if (found == names.end()) return std::nullopt;
  return numbers[static_cast<std::size_t>(found - names.begin())];
}

std::optional<std::uint64_t> parse_limit_value(std::string_view text) {
  if (text == "unlimited" || text == "infinity") return RLIM_INFINITY;
  std::uint64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error == std::errc{} && end == last) return number;
  return base::parse_size(text);
}

std::optional<core::Limit> parse_limit(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const auto resource = parse_limit_name(text.substr(0, equals));
  const std::string_view values = text.substr(equals + 1);
  const std::size_t colon = values.find(':');
  const auto soft = parse_limit_value(values.substr(0, colon));
  const auto hard = colon == std::string_view::npos ? soft : parse_limit_value(values.substr(colon + 1));
  if (!resource || !soft || !hard || *soft > *hard) return std::nullopt;
  return core::Limit{*resource, *soft, *hard};
}

std::string limit_to_text(const core::Limit& limit) {
  std::string text = "limit " + std::to_string(limit.resource);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] == limit.resource) text = names[i];
  return text + '=' + value_to_text(limit.soft) + ':' + value_to_text(limit.hard);
}

}  // namespace jeden::process
