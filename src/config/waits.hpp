// Waits, readiness and liveness.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// A child of our own binary that waits for the URLs of `table`. They are its standard input, one a line,
// since they may carry passwords and everybody may read a command line.
core::Program make_wait(const Value& table, const std::string& unit, base::Millis timeout,
                        const Loading& loading);

// The child reports by itself when its time is over; this much later the supervisor stops believing in it.
inline constexpr base::Millis wait_guard{500};
inline constexpr base::Millis usual_wait{60'000};
inline constexpr base::Millis for_ever{0};  // what `jeden wait` takes for no limit

// Reports URLs that `jeden wait` would refuse; `environment` is the wait's. What is not known yet is left
// alone.
void check_urls(const Value& table, const Environment& environment, Loading& loading);

core::Readiness read_readiness(const Value& program, const std::string& unit, Loading& loading);
std::optional<core::Liveness> read_liveness(const Value& program, const std::string& unit, Loading& loading);

}  // namespace jeden::config
