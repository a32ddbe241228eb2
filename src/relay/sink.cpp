#include "relay/sink.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace jeden::relay {
namespace {

constexpr std::size_t page = 4096;

std::uint64_t count_lines(std::string_view data) noexcept {
  return static_cast<std::uint64_t>(std::count(data.begin(), data.end(), '\n'));
}

void wait_until_writable(int descriptor) noexcept {
  pollfd request{descriptor, POLLOUT, 0};
  ::poll(&request, 1, -1);
}

bool is_writable(int descriptor) noexcept {
  pollfd request{descriptor, POLLOUT, 0};
  return ::poll(&request, 1, 0) != 0;
}

}  // namespace

Sink::Sink(const Destination& destination, Manner manner, std::size_t longest, const Formatter& formatter,
           const Report& report)
    : destination_{destination},
      manner_{manner},
      formatter_{&formatter},
      report_{&report},
      buffer_{(threshold + longest + page) / page * page} {
  if (destination_.kind() == Destination::Kind::stream) turn_.emplace(destination_.descriptor());
}

int Sink::descriptor() const noexcept {
  // Its own description does not block, the inherited one may.
  const bool own = manner_ == Manner::prompt && turn_ && turn_->own_descriptor() >= 0;
  return own ? turn_->own_descriptor() : destination_.descriptor();
}

int Sink::awaited() const noexcept {
  return turn_awaited_ ? -1 : descriptor();
}

bool Sink::has_turn() noexcept {
  if (!turn_) return true;
  if (manner_ == Manner::patient) return turn_->wait();
  turn_awaited_ = !turn_->try_take();
  return !turn_awaited_;
}

bool Sink::give(std::string_view data) noexcept {
  pending_ = data;
  return flush();
}

bool Sink::flush() noexcept {
  busy_ = false;
  if (buffered_ > 0 && pending_.empty()) pending_ = {buffer_.data(), buffered_};
  if (pending_.empty()) return true;
  if (!has_turn() || !write_pending()) {
    busy_ = true;
    return false;
  }
  if (turn_) turn_->pass_on();
  if (buffered_ > 2 * threshold) buffer_.give_back(2 * threshold);
  buffered_ = 0;
  return true;
}

bool Sink::write_pending() noexcept {
  while (!pending_.empty()) {
    keep_up();
    if (failure_ != 0 && !tell_what_was_lost()) return false;
    if (pending_.empty()) return true;
    const ssize_t written = write(next_piece());
    if (written > 0) {
      mid_line_ = pending_[static_cast<std::size_t>(written) - 1] != '\n';
      pending_.remove_prefix(static_cast<std::size_t>(written));
      destination_.has_grown(static_cast<std::size_t>(written));
    } else if (!may_go_on(errno)) {
      if (turn_ && !mid_line_) turn_->pass_on();
      return false;
    }
  }
  keep_up();  // SIGURG may have come in the midst of the line that now is complete
  return true;
}

// Into an empty pipe everything that fits is written at once: the kernel lets nobody in between, since it
// does not have to wait for room. Else a pipe gets whole lines that fit into PIPE_BUF, which stay together
// whoever else writes. A longer line is kept together by the turn. A terminal has a lock of its own for each
// write(2).
std::string_view Sink::next_piece() noexcept {
  if (destination_.kind() != Destination::Kind::stream)
    return pending_.substr(0, destination_.make_room(pending_, mid_line_));
  if (pending_.size() <= PIPE_BUF || destination_.pipe_size() == 0) return pending_;
  int used = 0;
  if (pending_.size() < destination_.pipe_size() && ::ioctl(descriptor(), FIONREAD, &used) == 0 && used == 0)
    return pending_;
  std::size_t newline = pending_.rfind('\n', PIPE_BUF - 1);
  if (newline == std::string_view::npos) newline = pending_.find('\n', PIPE_BUF);
  return newline == std::string_view::npos ? pending_ : pending_.substr(0, newline + 1);
}

ssize_t Sink::write(std::string_view data) noexcept {
  if (manner_ == Manner::prompt && destination_.kind() == Destination::Kind::stream &&
      turn_->own_descriptor() < 0 && !is_writable(destination_.descriptor())) {
    errno = EAGAIN;
    return -1;
  }
  const ssize_t written = ::write(descriptor(), data.data(), data.size());
  if (written == 0) errno = EIO;
  return written;
}

// The first thing that is written when writing is possible again.
bool Sink::tell_what_was_lost() noexcept {
  const std::string words = "jeden: " + std::to_string(lost_lines_) + " lines (" +
                            std::to_string(lost_bytes_) + " bytes) lost: " + ::strerrordesc_np(failure_);
  std::string text(1 + formatter_->bound(words.size()), '\n');
  // A newline first, behind the piece of a line that still found room.
  char* end = text.data() + (mid_line_ ? 1 : 0);
  end = formatter_->put(end, {words, Ending::newline, false}, Origin::jeden);
  const std::string_view notice{text.data(), static_cast<std::size_t>(end - text.data())};
  const ssize_t written = write(notice);
  if (written == static_cast<ssize_t>(notice.size())) {
    report_->output_recovered(destination_.name(), lost_lines_, lost_bytes_);
    destination_.has_grown(notice.size());
    failure_ = 0;
    lost_lines_ = lost_bytes_ = 0;
    mid_line_ = false;
  } else if (written > 0) {
    mid_line_ = true;
    lose(failure_);
  } else {
    return may_go_on(errno);
  }
  return true;
}

bool Sink::may_go_on(int error) noexcept {
  if (error == EAGAIN && manner_ == Manner::prompt) return false;
  if (error == EAGAIN)
    wait_until_writable(destination_.descriptor());
  else if (error != EINTR)
    lose(error);
  return true;
}

// What a full disk refuses is lost, not waited for: the program must not stand still because of its log.
void Sink::lose(int error) noexcept {
  if (failure_ == 0) report_->output_failed(destination_.name(), error);
  failure_ = error;
  lost_lines_ += count_lines(pending_);
  lost_bytes_ += pending_.size();
  pending_ = {};
}

void Sink::keep_up() noexcept {
  // The line that a full disk has torn will not be completed.
  if (mid_line_ && failure_ == 0) return;
  if (!destination_.keep_up()) return;
  mid_line_ = false;
  turn_.reset();
  if (destination_.kind() == Destination::Kind::stream) turn_.emplace(destination_.descriptor());
}

void Sink::finish() noexcept {
  while (!flush()) {
    if (turn_awaited_)
      turn_->wait();
    else
      wait_until_writable(descriptor());
  }
  if (failure_ != 0) report_->output_lost(destination_.name(), lost_lines_, lost_bytes_);
}

}  // namespace jeden::relay
