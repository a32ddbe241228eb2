// Events and actions as one line each: the transcript of a life.
#pragma once

#include <string>

#include "core/supervisor.hpp"

namespace jeden::sim {

const char* text(core::Life life);
const char* text(core::UnitPhase phase);
const char* text(core::Role role);
const char* text(core::News news);
std::string text(const core::Plan& plan, const core::Event& event);
std::string text(const core::Plan& plan, const core::Action& action);
std::string text(const core::Plan& plan, const core::Unit& unit);

}  // namespace jeden::sim
