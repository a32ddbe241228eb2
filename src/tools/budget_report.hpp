// The shutdown's budget for people: a table, and which part of the plan breaks it.
#pragma once

#include <string>

#include "core/plan.hpp"

namespace jeden::tools {

// Several lines: what each stage wants in the worst case, and until when it has time.
std::string budget_table(const core::Plan& plan);
// Empty when everything fits into the grace; otherwise a sentence that names what is too long.
std::string budget_warning(const core::Plan& plan);
// The rows as a JSON object.
std::string budget_json(const core::Plan& plan);

}  // namespace jeden::tools
