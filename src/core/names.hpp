// What users read for the plan's words.
#pragma once

#include <string_view>

#include "core/plan.hpp"

namespace jeden::core {

std::string_view stage_name(Stage stage);      // "start"
std::string_view kind_name(const Unit& unit);  // "hook", "wait", "service", "main"

}  // namespace jeden::core
