// A text as somebody else may have written it: percent-encoded (RFC 3986, and + for a blank), or with the
// escapes that JSON and TOML have in strings.
#pragma once

#include <cstddef>
#include <string_view>

namespace jeden::base {

// How much of the beginning of `text` is `value`, in whatever mixture of these; 0: it is something else.
std::size_t length_of_written(std::string_view value, std::string_view text) noexcept;

}  // namespace jeden::base
