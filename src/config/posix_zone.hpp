// Time zones that say their rule themselves: "CET-1CEST,M3.5.0,M10.5.0/3" (tzset(3), POSIX chapter 8).
#pragma once

#include <string_view>

namespace jeden::config {

// True for a well-formed rule with an offset; a bare name such as "CET" is none.
bool is_posix_zone(std::string_view text);

}  // namespace jeden::config
