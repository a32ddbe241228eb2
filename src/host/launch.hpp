// A program made ready to be started: every string and pointer that uv_spawn needs, built once from the plan.
#pragma once

#include <string>
#include <vector>

#include "base/mask.hpp"
#include "core/action.hpp"
#include "core/plan.hpp"
#include "process/signals.hpp"

namespace jeden::host {

// What jeden found about itself at its start and every launch needs to know.
struct Surroundings {
  std::string own_binary;
  process::FoundSignals signals;
  bool has_terminal = false;  // a controlling terminal, or one on 0, 1 or 2
  std::string log_format;     // text, logfmt or json: in which a child tells its failures
  base::Mask mask;            // what such a failure does not show
  std::string
      notify_socket;  // of whoever started jeden and waits to hear that the container is ready; or empty
};

enum class Foreground : std::uint8_t { no, yes };
// A child leads a process group of its own, in jeden's session or in a new one without a terminal.
enum class Place : std::uint8_t { group, session };

// What the host adds to a program's environment and descriptors.
struct Extras {
  std::string_view unit;  // whose program it is
  // NOTIFY_SOCKET and its like are jeden's own and would let a helper announce the container's readiness.
  bool strip_notify = false;
  std::vector<std::string> environment;  // "NAME=value"
  bool has_learned = false;              // by set_variable()
  int descriptor = -1;                   // one more that the program gets; -1: none
};

class Launch {
 public:
  Launch(const core::Program& program, const Surroundings& surroundings, Place place, Foreground foreground,
         Extras extras);
  Launch(Launch&&) = default;

  // The file to execute; looked up in the program's PATH on every call, since a hook may have installed it. 0
  // or the exit code that says why not: 126 or 127, with the sentence in `error`.
  int resolve(std::string& file, std::string& error);

  // In the environment from the next start on, unless the program has a value of its own.
  void set_variable(std::string_view name, std::string_view value);

  const core::Program& program() const { return *program_; }
  char** arguments() { return argument_pointers_.data(); }
  char** environment() { return environment_pointers_.data(); }
  Place place() const { return place_; }
  // Whether `jeden exec` stands between, which restores signals and applies the settings.
  bool by_trampoline() const { return by_trampoline_; }

 private:
  void use_trampoline();

  const core::Program* program_;
  const Surroundings* surroundings_;
  Extras extras_;
  bool by_trampoline_ = false;
  std::vector<std::string> words_;
  std::vector<char*> argument_pointers_, environment_pointers_;
  Place place_;
  Foreground foreground_;
};

}  // namespace jeden::host
