// Holds a tree against the table of keys.
#pragma once

#include "config/diagnostic.hpp"
#include "config/table.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// Before expansion: unknown keys, wrong types, NUL characters. What is wrong is reported and marked.
void check_structure(Value& value, const Table& table, Faults& faults);

// After expansion: what each string has to look like, and the ranges of numbers. What is wrong is reported
// and marked.
void check_forms(Value& value, const Table& table, Faults& faults);

}  // namespace jeden::config
