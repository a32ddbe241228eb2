// ${NAME}, ${NAME:-default}, ${NAME:?message}, ${jeden.FACT*75%} and $$ in the strings of an init.toml. What
// comes out is never looked at again. A dollar before anything else is a dollar. A default may hold
// references of its own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/diagnostic.hpp"
#include "config/table.hpp"
#include "config/tree.hpp"

namespace jeden::config {

struct Variable {
  std::optional<std::string> value;
  bool reported = false;              // that it is not set has been said already
  std::string fault = {}, hint = {};  // there can be no value at all: an error, default or not
};
using Lookup = std::function<Variable(std::string_view name)>;

// Expands one string in place. A malformed reference is an error and makes it `wrong`; a variable that is not
// set is reported as absent and makes it `unknown`.
void expand_text(Value& value, const Lookup& lookup, Faults& faults);

// Expands every string below a table, except where its keys say Expansion::keep.
void expand_table(Value& value, const Table& table, const Lookup& lookup, Faults& faults);
void expand_value(Value& value, const Key& key, const Lookup& lookup, Faults& faults);

}  // namespace jeden::config
