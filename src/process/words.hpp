// Settings as options of `jeden exec`, and back: how PID 1 tells its trampoline what to do before the program
// starts.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/program.hpp"
#include "process/signals.hpp"

namespace jeden::process {

// What belongs to the place of a process rather than to the program's settings.
struct TrampolineOptions {
  enum class Place : std::uint8_t {
    inherit,
    group,
    session
  };  // leads a process group or a session of its own

  std::optional<FoundSignals> signals;  // restored before the exec; none: as they are
  Place place = Place::inherit;
  bool foreground = false;            // take_foreground() with the first of 0, 1, 2 that is a terminal
  int parent_death_signal = 0;        // PR_SET_PDEATHSIG; 0: none
  std::vector<int> keep_descriptors;  // from 3 on: these are passed to the program, all others are closed
  // How a failure is told: as a line of jeden's log, about this unit. Empty: as a sentence.
  std::string log_format, log_unit;
  // What stands for them in a message, where their own texts are not to be seen; empty: themselves.
  std::string shown_directory, shown_program;

  bool operator==(const TrampolineOptions&) const = default;
};

// The options only, without "exec" and "--". A user is passed by numbers (--identity), so that the trampoline
// reads no user database and leaves HOME, USER and LOGNAME alone.
std::vector<std::string> to_words(const core::Settings& settings, const TrampolineOptions& options);

}  // namespace jeden::process
