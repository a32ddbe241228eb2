// What a life looked like, for whoever has to find out why it failed.
#pragma once

#include <string>

#include "core/action.hpp"
#include "core/event.hpp"

namespace jeden::sim {

std::string text_of(const core::Event& event);
std::string text_of(const core::Action& action);

}  // namespace jeden::sim
