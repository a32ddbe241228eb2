// Names of resource limits and their values as text (setrlimit(2)).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/program.hpp"

namespace jeden::process {

// RLIMIT_NOFILE for "nofile" or "NOFILE"; nullopt for an unknown name.
std::optional<int> parse_limit_name(std::string_view name);

// "1024", "64MiB", "unlimited".
std::optional<std::uint64_t> parse_limit_value(std::string_view text);

// "nofile=1024" sets both, "nofile=1024:4096" soft and hard limit. nullopt for anything else, a soft limit
// above the hard one included.
std::optional<core::Limit> parse_limit(std::string_view text);

// "nofile=1024:4096", what parse_limit reads back.
std::string limit_to_text(const core::Limit& limit);

}  // namespace jeden::process
