// The options of `jeden exec`: one row each.
#pragma once

#include <span>
#include <string_view>

#include "process/request.hpp"

namespace jeden::process {

struct Option {
  std::string_view name;
  std::string_view value;  // what is expected, for messages; empty: the option takes no value
  bool (*read)(Request& request, std::string_view value);  // false: the value is not what is expected
};

std::span<const Option> exec_options();

}  // namespace jeden::process
