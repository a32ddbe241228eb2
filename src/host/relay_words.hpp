// How PID 1 tells a relay what to do with a program's output.
#pragma once

#include <string>
#include <vector>

#include "core/plan.hpp"
#include "host/streams.hpp"

namespace jeden::host {

std::vector<std::string> relay_words(const core::Unit& unit, const OpenStreams& streams);

}  // namespace jeden::host
