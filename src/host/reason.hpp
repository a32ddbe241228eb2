// Why the container ends, as a sentence for somebody who sees nothing else: the termination log.
#pragma once

#include <string>
#include <string_view>

#include "core/supervisor.hpp"

namespace jeden::host {

// Empty when there is nothing to be said. `remark` is what is known besides about the program that it
// concerns.
std::string reason_of_end(const core::Plan& plan, const core::Supervisor& supervisor,
                          std::string_view remark);

// Why a unit's news came about, in a few words; empty when the news says it all.
std::string_view reason_of(core::Why why) noexcept;
// Who did not end a program whose stop took that many steps of its sequence; empty when the first one did.
std::string ignored_by(const core::Unit& unit, std::size_t steps);
// The key of the condition, and its path.
std::string text(const core::FileCondition& condition);

}  // namespace jeden::host
