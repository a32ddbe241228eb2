#include "relay/stream.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

namespace jeden::relay {
namespace {

constexpr std::size_t most_spliced = std::size_t{1024} * 1024;

void wait_for(int descriptor, short what) noexcept {
  pollfd request{descriptor, what, 0};
  ::poll(&request, 1, -1);
}

}  // namespace

Stream::Stream(const Setting& setting, Sink& sink, Formatter& formatter, ReadyPattern& ready,
               const Report& report)
    : setting_{setting},
      sink_{&sink},
      formatter_{&formatter},
      ready_{&ready},
      report_{&report},
      lines_{setting.max_line} {}

void Stream::serve() noexcept {
  if (!pump() || ended_) return;
  if (input_ended_) return end();
  if (setting_.mode == Mode::splice) return splice();
  read();
}

void Stream::read() noexcept {
  const std::span<char> room = lines_.room();
  const ssize_t count = ::read(setting_.input, room.data(), LineBuffer::read_size);
  if (count < 0 && errno == EAGAIN && setting_.direct) return wait_for(setting_.input, POLLIN);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count < 0) report_->input_failed(errno);
  if (count <= 0) return end();
  lines_.filled(static_cast<std::size_t>(count));
  if (formatter_->shows_time()) {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    formatter_->set_time(now);
  }
  pump();
}

// Gives the sink everything that may go; false when it is busy with it.
bool Stream::pump() noexcept {
  if (!sink_->flush()) return false;
  if (!ready_->is_sought()) setting_.mode = setting_.mode_when_ready;
  switch (setting_.mode) {
    case Mode::splice:  // what was read while the ready pattern was looked for
    case Mode::copy: return sink_->give(lines_.rest());
    case Mode::blocks: return sink_->give(lines_.block());
    case Mode::lines: return pump_lines();
  }
  return true;
}

bool Stream::pump_lines() noexcept {
  Line line;
  while (lines_.next(line))
    if (!put(line)) return false;
  return sink_->flush();
}

bool Stream::put(const Line& line) noexcept {
  ready_->look_at(line.text);
  char* end = sink_->room();
  if (setting_.plain) {
    std::memcpy(end, line.text.data(), line.text.size());
    end += line.text.size();
    if (line.ending == Ending::newline) *end++ = '\n';
  } else {
    end = formatter_->put(end, line, setting_.origin);
  }
  sink_->append(end);
  return !sink_->is_full() || sink_->flush();
}

void Stream::splice() noexcept {
  const unsigned flags = SPLICE_F_MOVE | (setting_.direct ? 0U : SPLICE_F_NONBLOCK);
  const ssize_t count = ::splice(setting_.input, nullptr, sink_->descriptor(), nullptr, most_spliced, flags);
  if (count > 0) return;
  if (count == 0) return end();
  if (errno == EINTR) return;
  if (errno != EAGAIN) {
    setting_.mode = setting_.mode_when_ready =
        Mode::copy;  // the destination cannot splice, or something has to be said about it
    return;
  }
  if (!setting_.direct) return sink_->set_busy();
  wait_for(setting_.input, POLLIN);
  wait_for(sink_->descriptor(), POLLOUT);
}

void Stream::end() noexcept {
  Line line;
  if (!input_ended_ && lines_.last(line)) {
    input_ended_ = true;
    if (!put(line) || !sink_->flush()) return;
  }
  ended_ = true;
}

}  // namespace jeden::relay
