#include "log/line.hpp"

#include <algorithm>
#include <ctime>

#define SPDLOG_NO_EXCEPTIONS_IN_HEADER
#include <spdlog/fmt/fmt.h>

namespace jeden::log {
namespace {

const base::Mask nothing_hidden;

bool needs_quotes(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '"' || c == '=' || c == '\\') return true;
  }
  return false;
}

void put_pair(Line& line, Format format, std::string_view key, std::string_view value,
              const base::Mask& mask = nothing_hidden) noexcept {
  if (format == Format::json) {
    line.put_quoted(key, nothing_hidden);
    line.put(':');
    line.put_quoted(value, mask);
    return;
  }
  line.put(key);
  line.put('=');
  if (needs_quotes(value))
    line.put_quoted(value, mask);
  else
    line.put_escaped(value, mask);
}

void put_pair(Line& line, Format format, std::string_view key, std::int64_t value) noexcept {
  if (format == Format::json) {
    line.put_quoted(key, nothing_hidden);
    line.put(':');
  } else {
    line.put(key);
    line.put('=');
  }
  line.put(value);
}

void put_head(Line& line, Format format, Level level, std::string_view event) noexcept {
  if (format == Format::text) {
    line.put("jeden: ");
    if (level >= Level::warn) {
      line.put(level_name(level));
      line.put(": ");
    }
    return line.put(event);
  }
  const bool json = format == Format::json;
  line.put(json ? "{\"time\":\"" : "time=");
  line.put_time();
  line.put(json ? "\"," : " ");
  put_pair(line, format, "level", level_name(level));
  line.put(json ? ',' : ' ');
  put_pair(line, format, "event", event);
}

}  // namespace

void Line::put(std::int64_t number) noexcept {
  std::array<char, 24> digits;
  const auto end = fmt::format_to_n(digits.data(), digits.size(), "{}", number);
  put(std::string_view{digits.data(), end.size});
}

void Line::put_escaped(std::string_view text, const base::Mask& mask) noexcept {
  constexpr std::string_view hex = "0123456789abcdef";
  for (std::size_t at = 0, hidden = 0; at < text.size(); at += std::max<std::size_t>(hidden, 1)) {
    hidden = mask.length_at(text.substr(at));
    if (hidden > 0) {
      put(base::Mask::shown);
      continue;
    }
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      put('\\');
      put(c);
    } else if (c == '\n') {
      put("\\n");
    } else if (c == '\t') {
      put("\\t");
    } else if (byte < 0x20 || byte == 0x7f) {
      put("\\u00");
      put(hex[byte >> 4]);
      put(hex[byte & 15]);
    } else {
      put(c);
    }
  }
}

void Line::put_time() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  std::tm utc{};
  ::gmtime_r(&now.tv_sec, &utc);
  std::array<char, 40> text;
  const auto end = fmt::format_to_n(text.data(), text.size(), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                                    utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
                                    utc.tm_sec, now.tv_nsec / 1'000'000);
  put(std::string_view{text.data(), end.size});
}

void put_line(Line& line, Format format, Level level, std::string_view event,
              std::initializer_list<Field> fields, const base::Mask& mask) noexcept {
  put_head(line, format, level, event);
  for (const Field& field : fields) {
    if (!field.present) continue;
    line.put(format == Format::json ? ',' : ' ');
    const bool is_name = field.key == "unit" || field.key == "kind";
    if (const auto* number = std::get_if<std::int64_t>(&field.value))
      put_pair(line, format, field.key, *number);
    else
      put_pair(line, format, field.key, *std::get_if<std::string_view>(&field.value),
               is_name ? nothing_hidden : mask);
  }
  if (format == Format::json) line.put('}');
  line.put('\n');
}

}  // namespace jeden::log
