// What the strings of an init.toml look like, as JSON Schema has it.
#pragma once

#include <string>

#include "config/table.hpp"

namespace jeden::config {

// What the other schemas refer to.
std::string definitions();

// Schemas of the strings that a key may have, separated by commas.
std::string text_schema(const Key& key);

// What the names of a table's keys look like; empty when they may be anything.
std::string name_schema(Form form);

}  // namespace jeden::config
