// From an init.toml and its surroundings to the plan.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"
#include "core/plan.hpp"
#include "process/ask.hpp"

namespace jeden::config {

// What a program says, for a variable that has `from_command`: words[0] is a path.
using Ask = std::function<process::Answer(const std::vector<std::string>& words,
                                          const std::vector<std::string>& environment)>;

struct Surroundings {
  // check: facts of the surroundings (variables, users, programs) are warnings, since an image may be in the
  // making.
  enum class Purpose : std::uint8_t { run, check };

  std::vector<std::string> environment;  // "NAME=value", as the kernel gave it
  std::string root = {};                 // put before every path of the image that is looked at; for tests
  Purpose purpose = Purpose::run;
  // The caller may become another user. Otherwise everything runs as whoever it is: the container's user was
  // chosen from outside, by a number that the image need not know.
  bool changes_user = true;
  Ask ask = {};  // empty: no program is started, and what it would say is not known
};

// What the command line says beside the file.
struct CommandLine {
  std::vector<std::string> words;  // COMMAND and its arguments
  bool exec_mode = false;          // --exec
  bool signal_group = false;       // --group
  std::optional<core::Millis> grace;
  std::optional<std::string> log_level, log_format;
};

struct LoadResult {
  std::optional<core::Plan> plan;  // none if and only if a diagnostic is an error
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> roles;  // that the file names
};

// Any bytes are allowed as `text`; `file` is only the name in the diagnostics. Relative words of the file are
// not resolved against anything.
LoadResult load(std::string_view text, const std::string& file, const Surroundings& surroundings,
                const CommandLine& command_line);

}  // namespace jeden::config
