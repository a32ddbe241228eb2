// One output of the program on its way to its sink.
#pragma once

#include <cstdint>

#include "relay/format.hpp"
#include "relay/lines.hpp"
#include "relay/ready.hpp"
#include "relay/sink.hpp"

namespace jeden::relay {

// What is done with the bytes, from nothing to everything. splice: the kernel moves them. copy: they are
// written as they come. blocks: as many whole lines as there are, untouched. lines: one after the other.
enum class Mode : std::uint8_t { splice, copy, blocks, lines };

class Stream {
 public:
  struct Setting {
    int input;
    Origin origin;
    Mode mode;
    Mode mode_when_ready;  // once the ready pattern was found
    std::size_t max_line;
    bool plain;   // nothing is added to a line
    bool direct;  // the only stream: reading may wait
  };

  Stream(const Setting& setting, Sink& sink, Formatter& formatter, ReadyPattern& ready, const Report& report);

  int input() const noexcept { return setting_.input; }
  Sink& sink() const noexcept { return *sink_; }
  // The input has ended, and the sink has been given everything.
  bool has_ended() const noexcept { return ended_; }

  // Takes what there is, once. Call it when the input can be read or the sink has become writable.
  void serve() noexcept;

 private:
  bool pump() noexcept;
  bool pump_lines() noexcept;
  bool put(const Line& line) noexcept;
  void splice() noexcept;
  void read() noexcept;
  void end() noexcept;

  Setting setting_;
  Sink* sink_;
  Formatter* formatter_;
  ReadyPattern* ready_;
  const Report* report_;
  LineBuffer lines_;
  bool ended_ = false, input_ended_ = false;
};

}  // namespace jeden::relay
