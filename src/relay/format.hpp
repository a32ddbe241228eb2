// What a line looks like when it leaves: `[timestamp ][name | ]line`, or an object a line.
#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "relay/lines.hpp"

namespace jeden::relay {

enum class Format : std::uint8_t { text, json };
// Where a line comes from; jeden's own words stand among them when lines were lost.
enum class Origin : std::uint8_t { standard_output, standard_error, jeden };

struct Dress {
  std::string_view name;
  bool prefix = false;
  bool timestamps = false;
  Format format = Format::text;  // JSON always has name and time

  // Nothing is added to a line: it leaves byte for byte.
  bool is_plain() const noexcept { return format == Format::text && !prefix && !timestamps; }
};

// "2025-01-31T09:05:00.123Z", RFC 3339 in UTC. Years 0000 to 9999.
inline constexpr std::size_t timestamp_size = 24;
void write_timestamp(char* out, const timespec& time) noexcept;

class Formatter {
 public:
  explicit Formatter(const Dress& dress);

  bool shows_time() const noexcept { return time_at_ != std::string::npos; }
  // For the lines that follow: one clock reading a read.
  void set_time(const timespec& time) noexcept;
  // The most that a line with a text of this size becomes.
  std::size_t bound(std::size_t text) const noexcept;
  // Writes the whole line with its newline; returns the end. A part that was cut ends with "[...]", its
  // continuation begins so; in JSON it has "partial":true.
  char* put(char* out, const Line& line, Origin origin) const noexcept;

 private:
  std::string& head(Origin origin) noexcept { return heads_[static_cast<std::size_t>(origin)]; }

  Dress dress_;
  std::array<std::string, 3> heads_;         // what stands before the line, timestamp included
  std::size_t time_at_ = std::string::npos;  // where the timestamp is in a head
};

}  // namespace jeden::relay
