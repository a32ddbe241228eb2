// What a child of our own must not show in its log lines. It gets the values by its standard input, before
// what is there already, since a command line is public.
#pragma once

#include <string>
#include <vector>

#include "base/mask.hpp"
#include "base/record.hpp"
#include "core/program.hpp"

namespace jeden::tools {

// `program` is a wait or a step. Values that do not fit into its pipe are left out, those first that are not
// in what it gets.
void pass_secrets(const std::vector<std::string>& secrets, core::Program& program);

// For a wait: takes `count` lines, each a value in base64, from the beginning of `input`. False when there
// are no such lines.
bool take_secrets(std::size_t count, std::string& input, base::Mask& mask);
// For a step: takes the record of values.
base::Mask take_secrets(std::vector<base::Record>& actions);

}  // namespace jeden::tools
