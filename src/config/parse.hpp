// From text to the tree.
#pragma once

#include <string_view>

#include "config/diagnostic.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// Any bytes are allowed. What cannot be read is reported to `faults`; the tree is then what could be read
// around it. A byte order mark and CRLF are accepted.
Value parse(std::string_view text, Faults& faults);

// The text without a byte order mark, which editors on Windows put in front.
std::string_view without_mark(std::string_view text);

}  // namespace jeden::config
