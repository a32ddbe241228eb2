// Where a program's standard input, output and error go: descriptors for uv_spawn, opened anew for each
// start.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "core/program.hpp"

namespace jeden::host {

// What a child finds on 0, 1, 2 and above; -1 leaves a place closed.
struct Descriptors {
  std::vector<int> places{0, 1, 2};
  std::vector<base::Fd> owned;  // to be closed once the child has them

  // Puts an open descriptor on a place and keeps it until the child has it.
  void put(int place, base::Fd descriptor);
};

// In this process, which is about to become the program; whatever is in the way moves first.
void move_into_place(const Descriptors& descriptors);

struct OpenStreams {
  Descriptors program;
  Descriptors relay;  // see tools/relay.cpp for its places
  std::array<base::Fd, 2>
      kept;  // what the relay reads from, for one that takes its place; not open when descriptors are scarce
  bool needs_relay = false;
};

// relayed: whatever has to be done with the output is done by a relay process, which can reopen files.
// direct: the program gets the file itself, since there will be nobody to relay (mode = "exec").
enum class Relaying : unsigned char { relayed, direct };

// The file that an output of the program ends up in; empty when it is none.
const std::string& output_file(const core::Program& program, const core::Stream& stream);

// `watched`: the output is looked at, because a line of it says that the program is ready.
// 0 or errno; `error` is the sentence for the log. No descriptor outlives a failure.
int open_streams(const core::Program& program, Relaying relaying, bool watched, OpenStreams& streams,
                 std::string& error);

// For a relay that takes the place of another one: the same inputs, and its destinations opened anew. As
// above.
int reopen_for_relay(const core::Program& program, const std::array<base::Fd, 2>& inputs,
                     OpenStreams& streams, std::string& error);

}  // namespace jeden::host
