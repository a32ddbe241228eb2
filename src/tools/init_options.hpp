// The options of the init itself, as given before COMMAND.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/duration.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {

struct InitOptions {
  std::optional<std::string> config;
  bool no_config = false;
  std::vector<std::uint8_t> remap_exit;
  bool group = false;
  bool subreaper = false;
  int parent_death_signal = 0;                // 0: none
  std::vector<std::pair<int, int>> rewrites;  // to 0: the signal is dropped
  std::optional<base::Millis> grace;
  bool exec = false;
  bool setup_only = false;
  int verbosity = 0;  // -v counts up, -q down
  std::optional<std::string> log_format;

  bool help = false, version = false;
};

struct ParsedInit {
  InitOptions options;
  std::vector<std::string> command;
  bool after_dashes = false;  // COMMAND came after "--" and can be no subcommand
  std::string error;          // not empty: bad usage
};

// Options up to the first word that is none, or up to "--".
ParsedInit parse_init_options(Arguments arguments);

}  // namespace jeden::tools
