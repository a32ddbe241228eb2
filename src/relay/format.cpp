#include "relay/format.hpp"

#include <chrono>
#include <cstring>

#include "relay/json.hpp"

namespace jeden::relay {
namespace {

constexpr std::string_view cut_mark = "[...]";
constexpr std::string_view message_end = "\"}\n";
constexpr std::string_view partial_end = "\",\"partial\":true}\n";

char* put_text(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* put_number(char* out, unsigned number, std::size_t digits) noexcept {
  for (std::size_t i = digits; i-- > 0; number /= 10) out[i] = static_cast<char>('0' + number % 10);
  return out + digits;
}

std::string escaped(std::string_view text) {
  std::string result(text.size() * longest_escape, '\0');
  result.resize(static_cast<std::size_t>(escape_json(result.data(), text) - result.data()));
  return result;
}

constexpr std::string_view stream_name(Origin origin) {
  switch (origin) {
    case Origin::standard_output: return "stdout";
    case Origin::standard_error: return "stderr";
    case Origin::jeden: break;
  }
  return "jeden";
}

}  // namespace

void write_timestamp(char* out, const timespec& time) noexcept {
  using namespace std::chrono;
  const sys_seconds moment{seconds{time.tv_sec}};
  const sys_days day = floor<days>(moment);
  const year_month_day date{day};
  const hh_mm_ss clock{moment - day};
  const auto part = [&out](auto number, std::size_t digits, char behind) {
    out = put_number(out, static_cast<unsigned>(number), digits);
    *out++ = behind;
  };
  part(static_cast<int>(date.year()), 4, '-');
  part(static_cast<unsigned>(date.month()), 2, '-');
  part(static_cast<unsigned>(date.day()), 2, 'T');
  part(clock.hours().count(), 2, ':');
  part(clock.minutes().count(), 2, ':');
  part(clock.seconds().count(), 2, '.');
  part(time.tv_nsec / 1'000'000, 3, 'Z');
}

Formatter::Formatter(const Dress& dress) : dress_{dress} {
  const std::string blank(timestamp_size, '0');
  for (const Origin origin : {Origin::standard_output, Origin::standard_error, Origin::jeden}) {
    std::string& text = head(origin);
    if (dress.format == Format::json) {
      text = R"({"time":")";
      time_at_ = text.size();
      text += blank + R"(","unit":")" + escaped(dress.name) + R"(","stream":")";
      text += stream_name(origin);
      text += R"(","message":")";
      continue;
    }
    if (dress.timestamps) {
      time_at_ = 0;
      text = blank + ' ';
    }
    if (dress.prefix) (text += dress.name) += " | ";
  }
  set_time({});
}

void Formatter::set_time(const timespec& time) noexcept {
  if (!shows_time()) return;
  std::array<char, timestamp_size> text;
  write_timestamp(text.data(), time);
  for (std::string& head : heads_) std::memcpy(head.data() + time_at_, text.data(), text.size());
}

std::size_t Formatter::bound(std::size_t text) const noexcept {
  const std::size_t grown = dress_.format == Format::json ? text * longest_escape : text;
  return heads_[0].size() + grown + partial_end.size() + 2 * cut_mark.size();
}

char* Formatter::put(char* out, const Line& line, Origin origin) const noexcept {
  out = put_text(out, heads_[static_cast<std::size_t>(origin)]);
  if (dress_.format == Format::json) {
    out = escape_json(out, line.text);
    return put_text(out, line.ending == Ending::cut ? partial_end : message_end);
  }
  if (line.continued) out = put_text(out, cut_mark);
  out = put_text(out, line.text);
  if (line.ending == Ending::cut) out = put_text(out, cut_mark);
  *out = '\n';
  return out + 1;
}

}  // namespace jeden::relay
