// What a child says by a file in memory that is read when it has ended: a hook, variables to what starts
// after it; a wait, why it failed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "core/plan.hpp"

namespace jeden::host {

inline constexpr int export_descriptor = 3;
inline constexpr int cause_descriptor = 3;

bool has_exports(const core::Unit& unit);
// memfd_create(2); not open when that fails. Blocks nobody, however much is written.
base::Fd make_export_file();

struct Exported {
  std::vector<std::pair<std::string, std::string>> variables;
  std::string error;  // a sentence; no variable is to be used then
};
// At most 64 KiB. A captured text loses the newlines at its end, as in $(...) of a shell.
Exported read_exports(int file, const core::Unit& unit);

// Why a wait failed, in its own words, as one line of at most 1 KiB; empty when it said nothing.
std::string read_cause(int file);

}  // namespace jeden::host
