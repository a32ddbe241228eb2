// Hooks, services and main.
#pragma once

#include <cstdint>
#include <vector>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// A unit whose `after` still has to be resolved.
struct Draft {
  core::Unit unit;
  const Value* table;
  Span span;  // of its name, for diagnostics
};

inline constexpr std::size_t most_units = 1000;  // beside main

// Every unit of the file: hooks in their order, services in theirs, two for each group that is done once,
// main at the end. There always is a main; its words are empty when the file has no command for it.
std::vector<Draft> read_units(const Value& root, Loading& loading);

}  // namespace jeden::config
