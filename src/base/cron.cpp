#include "base/cron.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/number.hpp"

namespace jeden::base {
namespace {

struct Field {
  int least, most;
  std::string_view names;  // three letters each, for least, least + 1, ...
};
constexpr std::array<Field, 5> kinds{{{0, 59, {}},
                                      {0, 23, {}},
                                      {1, 31, {}},
                                      {1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
                                      {0, 7, "sunmontuewedthufrisat"}}};
enum { minute, hour, day, month, weekday };

struct Times {
  std::array<std::uint64_t, 5> allowed{};  // a bit for each value
  bool any_day = false, any_weekday = false;

  bool has(int field, int value) const {
    return (allowed[static_cast<std::size_t>(field)] >> value & 1) != 0;
  }
  bool has_day(const std::tm& time) const {
    const bool by_day = has(day, time.tm_mday), by_weekday = has(weekday, time.tm_wday);
    return any_day || any_weekday ? by_day && by_weekday : by_day || by_weekday;
  }
};

std::optional<int> parse_value(std::string_view text, const Field& field) {
  if (const auto value = parse_number<int>(text))
    return *value >= field.least && *value <= field.most ? value : std::nullopt;
  if (text.size() != 3) return std::nullopt;
  std::array<char, 3> lower{};
  for (std::size_t i = 0; i < 3; ++i) lower[i] = static_cast<char>(text[i] | 0x20);
  for (std::size_t i = 0; i + 3 <= field.names.size(); i += 3)
    if (field.names.substr(i, 3) == std::string_view{lower.data(), 3})
      return field.least + static_cast<int>(i / 3);
  return std::nullopt;
}

// "5", "1-5", "*", each with "/step".
bool parse_item(std::string_view text, const Field& field, std::uint64_t& bits) {
  int step = 1;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    step = parse_number<int>(text.substr(slash + 1)).value_or(0);
    if (step < 1) return false;
    text = text.substr(0, slash);
  }
  std::optional<int> first = field.least, last = field.most;
  if (text != "*") {
    const std::size_t dash = text.find('-');
    first = parse_value(text.substr(0, dash), field);
    last = dash == std::string_view::npos ? (step == 1 ? first : last)
                                          : parse_value(text.substr(dash + 1), field);
  }
  if (!first || !last || *first > *last) return false;
  for (int value = *first; value <= *last; value += step) bits |= std::uint64_t{1} << value;
  return true;
}

bool parse_field(std::string_view text, const Field& field, std::uint64_t& bits) {
  while (true) {
    const std::size_t comma = text.find(',');
    if (!parse_item(text.substr(0, comma), field, bits)) return false;
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

std::string_view expand_nickname(std::string_view fields) {
  constexpr std::array<std::array<std::string_view, 2>, 7> nicknames{{{"@hourly", "0 * * * *"},
                                                                      {"@daily", "0 0 * * *"},
                                                                      {"@midnight", "0 0 * * *"},
                                                                      {"@weekly", "0 0 * * 0"},
                                                                      {"@monthly", "0 0 1 * *"},
                                                                      {"@yearly", "0 0 1 1 *"},
                                                                      {"@annually", "0 0 1 1 *"}}};
  for (const auto& [name, meaning] : nicknames)
    if (fields == name) return meaning;
  return fields;
}

std::optional<Times> parse(std::string_view fields) {
  Times times;
  fields = expand_nickname(fields);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const std::size_t begin = fields.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return std::nullopt;
    fields.remove_prefix(begin);
    const std::size_t end = std::min(fields.find_first_of(" \t"), fields.size());
    const std::string_view field = fields.substr(0, end);
    if (!parse_field(field, kinds[i], times.allowed[i])) return std::nullopt;
    if (i == day) times.any_day = field.starts_with('*');
    if (i == weekday) times.any_weekday = field.starts_with('*');
    fields.remove_prefix(end);
  }
  if (fields.find_first_not_of(" \t") != std::string_view::npos) return std::nullopt;
  if (times.has(weekday, 7)) times.allowed[weekday] |= 1;
  return times;
}

// The start of the next month, day, hour or minute; mktime(3) puts overflowing fields right.
void advance(std::tm& time, const Times& times) {
  if (!times.has(month, time.tm_mon + 1)) {
    ++time.tm_mon;
    time.tm_mday = 1;
    time.tm_hour = time.tm_min = 0;
  } else if (!times.has_day(time)) {
    ++time.tm_mday;
    time.tm_hour = time.tm_min = 0;
  } else if (!times.has(hour, time.tm_hour)) {
    ++time.tm_hour;
    time.tm_min = 0;
  } else {
    ++time.tm_min;
  }
}

}  // namespace

std::optional<std::time_t> next_cron(std::string_view fields, std::time_t now) {
  const auto times = parse(fields);
  if (!times) return std::nullopt;
  constexpr std::time_t four_years = std::time_t{4 * 366} * 86'400;
  std::time_t candidate = now - now % 60 + 60;
  std::tm time{};
  while (candidate <= now + four_years) {
    if (::localtime_r(&candidate, &time) == nullptr) return std::nullopt;
    if (times->has(month, time.tm_mon + 1) && times->has_day(time) && times->has(hour, time.tm_hour) &&
        times->has(minute, time.tm_min))
      return candidate;
    advance(time, *times);
    time.tm_sec = 0;
    time.tm_isdst = -1;
    const std::time_t next = std::mktime(&time);
    // Where a clock is put forward, an hour that does not exist may be mapped back; time still has to pass.
    candidate = next > candidate ? next : candidate + 60;
  }
  return std::nullopt;
}

}  // namespace jeden::base
