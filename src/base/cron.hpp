// The five fields of crontab(5).
#pragma once

#include <ctime>
#include <optional>
#include <string_view>

namespace jeden::base {

// The first minute after `now`, in local time (TZ), that the fields describe: minute, hour, day of the month,
// month, day of the week (0 and 7 are Sunday). Lists, ranges, steps, and names of months and days are
// understood; when both day fields are restricted, either is enough, as in every cron. Also @hourly, @daily,
// @weekly, @monthly, @yearly. Nothing when a field is malformed, or no minute within four years matches.
std::optional<std::time_t> next_cron(std::string_view fields, std::time_t now);

}  // namespace jeden::base
