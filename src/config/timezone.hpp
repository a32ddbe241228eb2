// Names and rules of time zones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jeden::config {

enum class ZoneState : std::uint8_t {
  good,
  unknown,     // there are zones, but not this one
  unverified,  // the image has no zones at all
};

// `tzdir` is the value of TZDIR, empty for the usual places. UTC and POSIX rules such as
// "CET-1CEST,M3.5.0,M10.5.0/3" need no zone file (tzset(3)).
ZoneState look_up_zone(std::string_view zone, const std::string& root, std::string_view tzdir);

// The zone that was probably meant: another case, a city without its region, a typo; empty when none is near.
std::string suggest_zone(std::string_view zone, const std::string& root, std::string_view tzdir);

}  // namespace jeden::config
