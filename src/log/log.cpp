#include "log/log.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>

#define SPDLOG_NO_EXCEPTIONS_IN_HEADER
#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

namespace jeden::log {
namespace {

constexpr std::size_t longest_line = 1000;

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::trace: return spdlog::level::trace;
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

constexpr std::array<std::pair<std::string_view, Level>, 5> level_names{{{"error", Level::error},
                                                                         {"warn", Level::warn},
                                                                         {"info", Level::info},
                                                                         {"debug", Level::debug},
                                                                         {"trace", Level::trace}}};

// A line under construction: a fixed buffer, so that logging allocates nothing.
class Line {
 public:
  void put(char c) noexcept {
    if (size_ < longest_line) text_[size_++] = c;
  }
  void put(std::string_view text) noexcept {
    for (const char c : text) put(c);
  }
  void put(std::int64_t number) noexcept {
    std::array<char, 24> digits;
    const auto end = fmt::format_to_n(digits.data(), digits.size(), "{}", number);
    put(std::string_view{digits.data(), end.size});
  }
  void put_escaped(std::string_view text, const base::Mask& mask) noexcept {
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
  void put_quoted(std::string_view text, const base::Mask& mask) noexcept {
    put('"');
    put_escaped(text, mask);
    put('"');
  }
  void put_time() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    std::tm utc{};
    ::gmtime_r(&now.tv_sec, &utc);
    std::array<char, 40> text;
    const auto end = fmt::format_to_n(text.data(), text.size(), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                                      utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                                      utc.tm_min, utc.tm_sec, now.tv_nsec / 1'000'000);
    put(std::string_view{text.data(), end.size});
  }
  std::string_view view() const noexcept { return {text_.data(), size_}; }

 private:
  std::array<char, longest_line> text_;
  std::size_t size_ = 0;
};

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
  switch (format) {
    case Format::text:
      line.put("jeden: ");
      if (level >= Level::warn) {
        line.put(level_name(level));
        line.put(": ");
      }
      line.put(event);
      return;
    case Format::logfmt:
      line.put("time=");
      line.put_time();
      line.put(' ');
      put_pair(line, format, "level", level_name(level));
      line.put(' ');
      put_pair(line, format, "event", event);
      return;
    case Format::json:
      line.put("{\"time\":\"");
      line.put_time();
      line.put("\",");
      put_pair(line, format, "level", level_name(level));
      line.put(',');
      put_pair(line, format, "event", event);
      return;
  }
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

}  // namespace

std::optional<Level> parse_level(std::string_view name) {
  for (const auto& [known, level] : level_names)
    if (known == name) return level;
  return std::nullopt;
}

std::string_view level_name(Level level) {
  for (const auto& [name, value] : level_names)
    if (value == level) return name;
  return "info";
}

std::optional<Format> parse_format(std::string_view name, int descriptor) {
  if (name == "text") return Format::text;
  if (name == "logfmt") return Format::logfmt;
  if (name == "json") return Format::json;
  if (name == "auto") return ::isatty(descriptor) == 1 ? Format::text : Format::logfmt;
  return std::nullopt;
}

struct Log::Sink {
  // Asks before it writes, because a write to a pipe whose reader sleeps would stop PID 1. O_NONBLOCK is no
  // way out: the open file description is shared with every child.
  class Descriptor final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
   public:
    explicit Descriptor(int descriptor) : descriptor_{descriptor} {}

    void deliver(std::string_view line) noexcept {
      if (!writable()) {
        ++dropped_;
        return;
      }
      if (dropped_ > 0) {
        std::array<char, 64> note;
        const auto end =
            fmt::format_to_n(note.data(), note.size(), "event=log_lines_dropped count={}\n", dropped_);
        write({note.data(), end.size});
        dropped_ = 0;
        if (!writable()) {
          ++dropped_;
          return;
        }
      }
      write(line);
    }

   protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
      deliver({message.payload.data(), message.payload.size()});
    }
    void flush_() override {}

   private:
    bool writable() const noexcept {
      pollfd request{descriptor_, POLLOUT, 0};
      return ::poll(&request, 1, 0) == 1 && (request.revents & POLLOUT) != 0;
    }
    // Two signals that the write itself may raise are kept out of the way: SIGTTOU, which stops a background
    // process that writes to its terminal when TOSTOP is set (termios(3)), and SIGPIPE, which would be taken
    // for one from outside and passed on.
    void write(std::string_view text) const noexcept {
      sigset_t raised, before;
      sigemptyset(&raised);
      sigaddset(&raised, SIGTTOU);
      sigaddset(&raised, SIGPIPE);
      ::pthread_sigmask(SIG_BLOCK, &raised, &before);
      ssize_t written = 0;
      while ((written = ::write(descriptor_, text.data(), text.size())) < 0 && errno == EINTR) {
      }
      if (written < 0 && errno == EPIPE) {
        sigdelset(&raised, SIGTTOU);
        constexpr timespec at_once{};
        ::sigtimedwait(&raised, nullptr, &at_once);
      }
      ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    int descriptor_;
    std::uint64_t dropped_ = 0;
  };

  explicit Sink(int descriptor) : logger{"jeden", std::make_shared<Descriptor>(descriptor)} {}
  spdlog::logger logger;
};

Log::Log(Level level, Format format, int descriptor)
    : sink_{std::make_unique<Sink>(descriptor)}, format_{format} {
  sink_->logger.set_level(to_spdlog(level));
}

Log::~Log() = default;

bool Log::wants(Level level) const noexcept {
  return sink_->logger.should_log(to_spdlog(level));
}

void Log::line(Level level, std::string_view event, std::initializer_list<Field> fields) noexcept {
  if (!wants(level)) return;
  Line line;
  put_line(line, format_, level, event, fields, mask_);
  for (const Format format : {Format::logfmt, Format::json}) {
    if (listener_ == nullptr || !listener_->wants(format)) continue;
    Line copy;
    put_line(copy, format, level, event, fields, mask_);
    listener_->told(format, copy.view());
  }
  sink_->logger.log(to_spdlog(level), spdlog::string_view_t{line.view().data(), line.view().size()});
}

}  // namespace jeden::log
