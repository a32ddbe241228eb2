#include "log/log.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#define SPDLOG_NO_EXCEPTIONS_IN_HEADER
#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include "log/line.hpp"

namespace jeden::log {
namespace {

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

std::string_view format_name(Format format) {
  switch (format) {
    case Format::text: return "text";
    case Format::logfmt: return "logfmt";
    case Format::json: return "json";
  }
  return "logfmt";
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
