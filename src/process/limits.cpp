#include "process/limits.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>

#include "base/number.hpp"
#include "base/size.hpp"
#include "base/text.hpp"

namespace jeden::process {
namespace {

constexpr std::array<std::string_view, 16> names{
    "as",   "core",   "cpu",   "data", "fsize",  "locks",  "memlock",    "msgqueue",
    "nice", "nofile", "nproc", "rss",  "rtprio", "rttime", "sigpending", "stack"};
constexpr std::array<int, names.size()> numbers{
    RLIMIT_AS,      RLIMIT_CORE,     RLIMIT_CPU,        RLIMIT_DATA,   RLIMIT_FSIZE, RLIMIT_LOCKS,
    RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE, RLIMIT_NICE,       RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_RSS,
    RLIMIT_RTPRIO,  RLIMIT_RTTIME,   RLIMIT_SIGPENDING, RLIMIT_STACK};

std::string value_to_text(std::uint64_t value) {
  return value == RLIM_INFINITY ? "unlimited" : std::to_string(value);
}

}  // namespace

std::optional<int> parse_limit_name(std::string_view name) {
  const auto* const found = std::find(names.begin(), names.end(), base::lower(name));
  if (found == names.end()) return std::nullopt;
  return numbers[static_cast<std::size_t>(found - names.begin())];
}

std::optional<std::uint64_t> parse_limit_value(std::string_view text) {
  if (text == "unlimited" || text == "infinity") return RLIM_INFINITY;
  if (const auto number = base::parse_number(text)) return number;
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
