// jeden's own log lines: one line per thing that happened, on one descriptor, in text, logfmt or JSON with
// the same keys. The only house that knows spdlog.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/mask.hpp"

namespace jeden::log {

enum class Level : std::uint8_t { trace, debug, info, warn, error };
enum class Format : std::uint8_t { text, logfmt, json };

std::optional<Level> parse_level(std::string_view name);
std::string_view level_name(Level level);
std::string_view format_name(Format format);
// "auto" is text when the descriptor is a terminal and logfmt otherwise.
std::optional<Format> parse_format(std::string_view name, int descriptor);

struct Field {
  std::string_view key;
  std::variant<std::string_view, std::int64_t> value;
  // A field whose value is empty or not known is left out of the line.
  bool present = true;
};

inline Field field(std::string_view key, std::string_view value) {
  return {key, value, !value.empty()};
}
inline Field field(std::string_view key, std::int64_t value) {
  return {key, value, true};
}

// Gets the lines as they are written, its newline included, in the formats that machines read.
class Listener {
 public:
  virtual bool wants(Format format) const noexcept = 0;
  virtual void told(Format format, std::string_view line) noexcept = 0;

 protected:
  ~Listener() = default;
};

class Log {
 public:
  // Writes to `descriptor`, which stays open and belongs to the caller.
  Log(Level level, Format format, int descriptor = 2);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool wants(Level level) const noexcept;
  // The event is a past participle such as "hook_started". Never blocks and never fails: when the reader is
  // too slow the line is dropped, and the next line that gets through is preceded by the count of what was
  // lost. Control characters in values are escaped. Lines are cut at 1000 bytes.
  void line(Level level, std::string_view event, std::initializer_list<Field> fields) noexcept;
  // Values of fields get *** for what is masked, but for the names that the file gives: unit and kind.
  void hide(base::Mask mask) { mask_ = std::move(mask); }
  void listen(Listener& listener) noexcept { listener_ = &listener; }

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
  Format format_;
  base::Mask mask_;
  Listener* listener_ = nullptr;
};

}  // namespace jeden::log
