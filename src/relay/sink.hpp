// Writes what the streams give it to a destination, whole lines at a time, and keeps count of what is lost.
//
// Memory is bounded: what has been given and is not yet written stays where it is, and until then nothing
// more may be given. A slow reader thus slows the program down, as it would without a relay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "relay/destination.hpp"
#include "relay/format.hpp"
#include "relay/pages.hpp"
#include "relay/turn.hpp"

namespace jeden::relay {

class Sink {
 public:
  // patient: flush() waits until everything is written. prompt: it returns when the destination takes nothing
  // at the moment, since another destination has to be served as well.
  enum class Manner : std::uint8_t { patient, prompt };

  // `longest`: the most that is appended in one piece.
  Sink(const Destination& destination, Manner manner, std::size_t longest, const Formatter& formatter,
       const Report& report);
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  Destination& destination() noexcept { return destination_; }
  // To poll(2) for POLLOUT while is_busy(); -1 when another relay has its turn: then ask again a little
  // later.
  int awaited() const noexcept;
  bool is_busy() const noexcept { return busy_; }
  // For those who write by themselves (splice).
  int descriptor() const noexcept;
  void set_busy() noexcept { busy_ = true; }

  // Room for `longest` bytes, to be followed by append(end).
  char* room() noexcept { return buffer_.data() + buffered_; }
  void append(const char* end) noexcept { buffered_ = static_cast<std::size_t>(end - buffer_.data()); }
  bool is_full() const noexcept { return buffered_ >= threshold; }
  // Gives what stands elsewhere, and must stay there until it is flushed. Nothing may be buffered.
  bool give(std::string_view data) noexcept;
  // True when nothing is left to be written, be it that it was lost.
  bool flush() noexcept;
  // Opens the file anew if it has to be: at once if the last line is complete, else when it is.
  void keep_up() noexcept;
  // Nothing more will come.
  void finish() noexcept;

 private:
  static constexpr std::size_t threshold = std::size_t{32} * 1024;

  bool write_pending() noexcept;
  ssize_t write(std::string_view data) noexcept;
  std::string_view next_piece() noexcept;
  // False when it cannot be written yet.
  bool tell_what_was_lost() noexcept;
  // After a write that failed; false when the destination takes nothing at the moment, and is not waited for.
  bool may_go_on(int error) noexcept;
  void lose(int error) noexcept;
  bool has_turn() noexcept;

  Destination destination_;
  Manner manner_;
  const Formatter* formatter_;
  const Report* report_;
  std::optional<Turn> turn_;
  Pages buffer_;
  std::size_t buffered_ = 0;
  std::string_view pending_;
  bool mid_line_ = false;  // what was written last did not end a line
  bool busy_ = false, turn_awaited_ = false;
  int failure_ = 0;  // why lines are being lost; 0: they are not
  std::uint64_t lost_lines_ = 0, lost_bytes_ = 0;
};

}  // namespace jeden::relay
