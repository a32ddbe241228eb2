// What a check says about a plan beyond its file.
#pragma once

#include <string>
#include <vector>

#include "config/diagnostic.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// Adds warnings for programs that the image does not have (yet).
void inspect(const core::Plan& plan, const std::string& file, const std::string& root,
             std::vector<Diagnostic>& diagnostics);

}  // namespace jeden::config
