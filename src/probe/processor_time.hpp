// What a process has cost so far.
#pragma once

#include <chrono>

namespace jeden::probe {

// User and system time of this process (getrusage(2)).
std::chrono::microseconds processor_time();

}  // namespace jeden::probe
