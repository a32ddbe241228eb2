#include "config/value_check.hpp"

#include <regex.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/duration.hpp"
#include "base/number.hpp"
#include "base/size.hpp"
#include "base/text.hpp"
#include "config/reading.hpp"

namespace jeden::config {
namespace {

constexpr std::array<std::string_view, 8> booleans{"true", "false", "yes", "no", "on", "off", "1", "0"};

bool matches(const std::string& pattern, const std::string& text) {
  regex_t expression;
  const std::string whole = "^(" + pattern + ")$";
  if (::regcomp(&expression, whole.c_str(), REG_EXTENDED | REG_NOSUB) != 0) return true;
  const bool found = ::regexec(&expression, text.c_str(), 0, nullptr, 0) == 0;
  ::regfree(&expression);
  return found;
}

bool is_real(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

bool is_boolean(std::string_view text) {
  return std::find(booleans.begin(), booleans.end(), base::lower(text)) != booleans.end();
}

// The value as something that can be compared; sizes and durations as bytes and milliseconds. All that fit
// here are below 2^63.
std::optional<std::int64_t> measure(std::string_view text, std::string_view type) {
  if (type == "integer" || type == "port") return base::parse_number<std::int64_t>(text);
  if (type == "size") {
    const auto size = base::parse_size(text);
    return size ? std::optional{static_cast<std::int64_t>(*size)} : std::nullopt;
  }
  const auto duration = base::parse_duration(text);
  return duration ? std::optional{static_cast<std::int64_t>(duration->count())} : std::nullopt;
}

std::string_view title_of(std::string_view type) {
  if (type == "integer") return "an integer";
  if (type == "number") return "a number";
  if (type == "size") return "a size such as \"64MiB\"";
  if (type == "duration") return "a duration such as \"30s\"";
  if (type == "port") return "a port from 1 to 65535";
  return type == "boolean" ? "one of true, false, yes, no, on, off, 1 and 0" : "";
}

bool has_order(std::string_view type) {
  return type == "integer" || type == "port" || type == "size" || type == "duration";
}

std::string objection_of_type(const std::string& value, std::string_view type) {
  bool right = false;
  if (type == "boolean")
    right = is_boolean(value);
  else if (type == "number")
    right = is_real(value);
  else
    right = measure(value, type).has_value();
  if (type == "port" && right) right = *measure(value, type) >= 1 && *measure(value, type) <= 65535;
  return right ? "" : "is not " + std::string{title_of(type)};
}

std::string objection_of_bounds(const std::string& value, const Value& rules, std::string_view type) {
  const auto measured = measure(value, type);
  for (const bool lower : {true, false}) {
    const Value* bound = usable(rules, lower ? "min" : "max");
    if (bound == nullptr || bound->unknown || !measured) continue;
    const std::string text = to_text(*bound);
    const auto limit = measure(text, type);
    if (limit && (lower ? *measured < *limit : *measured > *limit))
      return (lower ? "is less than " : "is more than ") + text;
  }
  return {};
}

}  // namespace

std::string objection_to(const std::string& value, const Value& rules) {
  const std::string type = text_or(rules, "type", "");
  if (!title_of(type).empty()) {  // what else it may be is reported with the other keys
    if (std::string objection = objection_of_type(value, type); !objection.empty()) return objection;
    if (std::string objection = objection_of_bounds(value, rules, type); !objection.empty()) return objection;
  }
  const std::vector<std::string> allowed = texts_of(rules, "one_of");
  if (usable(rules, "one_of") != nullptr &&
      std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    std::string list;
    for (const std::string& word : allowed) base::append(list, word);
    return "is not one of " + list;
  }
  if (const auto pattern = text_of(rules, "pattern"); pattern && !matches(*pattern, value))
    return "does not match " + *pattern;
  return {};
}

void check_bounds(const Value& rules, Faults& faults) {
  const std::string type = text_or(rules, "type", "");
  for (const std::string_view key : {"min", "max"}) {
    const Value* bound = usable(rules, key);
    if (bound == nullptr || bound->unknown) continue;
    if (!has_order(type))
      faults.error(key_span(rules, key), std::string{key} + " needs a type that has an order",
                   "type = \"integer\", \"port\", \"size\" or \"duration\"");
    else if (!measure(to_text(*bound), type))
      faults.error(bound->span, std::string{key} + " is not " + std::string{title_of(type)});
  }
}

}  // namespace jeden::config
