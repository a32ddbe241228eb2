// The keys that an entry of `settings` edits.
#pragma once

#include "base/record.hpp"
#include "config/loading.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// Adds what an entry says to the record of its action (step/texts.hpp), and reports what its format cannot
// do.
void read_keys(const Value& table, base::Record& record, Loading& loading);

}  // namespace jeden::config
