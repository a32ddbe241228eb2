// What the tests of this house share: a small image to look at, and short ways to load a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"

namespace jeden::config::testing {

inline std::string image() {
  return std::string{JEDEN_TEST_DIRECTORY} + "/image";
}

inline Surroundings surroundings(std::vector<std::string> environment = {"PATH=/usr/bin", "HOME=/root"}) {
  return {std::move(environment), image(), Surroundings::Purpose::run};
}

inline LoadResult load_text(std::string_view text,
                            std::vector<std::string> environment = {"PATH=/usr/bin", "HOME=/root"},
                            const CommandLine& command_line = {}) {
  return load(text, "init.toml", surroundings(std::move(environment)), command_line);
}

// The messages only, one a line, with line and column.
inline std::string messages(const LoadResult& result) {
  std::string text;
  for (const Diagnostic& diagnostic : result.diagnostics)
    text += std::to_string(diagnostic.span.line) + ':' + std::to_string(diagnostic.span.column) + ": " +
            (diagnostic.severity == Severity::error ? "error: " : "warning: ") + diagnostic.message + '\n';
  return text;
}

// The plan of a text that has to be right; an empty one otherwise, so that the checks that follow fail.
inline core::Plan plan_of(const LoadResult& result) {
  if (result.plan) return *result.plan;
  core::Plan nothing;
  nothing.units.resize(1);
  nothing.units[0].name = "no plan: " + messages(result);
  return nothing;
}

inline const core::Unit& unit(const core::Plan& plan, std::string_view name) {
  for (const core::Unit& candidate : plan.units)
    if (candidate.name == name) return candidate;
  return plan.units.at(0);
}

inline std::string value(const core::Program& program, std::string_view name) {
  for (const std::string& entry : program.environment)
    if (entry.starts_with(name) && entry.size() > name.size() && entry[name.size()] == '=')
      return entry.substr(name.size() + 1);
  return "(not set)";
}

}  // namespace jeden::config::testing
