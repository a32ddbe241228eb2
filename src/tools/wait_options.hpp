// The command line of `jeden wait`.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/mask.hpp"
#include "log/log.hpp"
#include "probe/waiter.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {

struct WaitCommand {
  enum class Ask : std::uint8_t { wait, help };

  Ask ask = Ask::wait;
  probe::WaitOptions options;
  log::Level level = log::Level::info;
  log::Format format = log::Format::logfmt;
  bool quiet = false;
  bool json = false;
  bool from_stdin = false;
  std::size_t secrets = 0;  // so many lines of standard input are values that the log does not show
  base::Mask mask;          // those values, once they have been read
  int cause = -1;           // the descriptor on which its failure is told; -1: none
  std::string unit;
  std::vector<std::string_view> urls;
  std::vector<const char*> command;  // what follows "--", and a null
};

// Gives what is wrong, or nothing.
std::string read_wait_command(Arguments arguments, WaitCommand& command);

extern const std::string_view wait_help;

}  // namespace jeden::tools
