// The command line of `jeden relay`. PID 1 writes it, nobody else: an unknown word is a fault of jeden's own.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "log/log.hpp"
#include "relay/format.hpp"
#include "relay/rotation.hpp"

namespace jeden::relay {

struct Options {
  Dress dress;
  std::array<const char*, 2> paths{};  // of standard output and standard error; null: not a file
  Limits limits;
  std::size_t max_line = std::size_t{64} * 1024;
  bool cut_lines = false;  // lines above max_line are marked although nothing else is done with them
  const char* ready_pattern = nullptr;
  std::size_t streams = 1;
  log::Format log_format = log::Format::logfmt;
};

// Between these a line can be held in memory and still say something.
inline constexpr std::size_t shortest_max_line = 256;
inline constexpr std::size_t longest_max_line = std::size_t{16} * 1024 * 1024;

// The words after "relay", each NUL-terminated. Returns what is wrong with them, or nothing.
std::string read_options(std::span<const std::string_view> words, Options& options);

}  // namespace jeden::relay
