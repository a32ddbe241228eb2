// What the string of a key has to look like.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/table.hpp"

namespace jeden::config {

struct FormFault {
  std::string message, hint;  // both empty: the string is right
};

FormFault check_form(std::string_view text, const Key& key);

// Letters, digits, "-", "_" and ".", at most 64.
bool is_unit_name(std::string_view name);
inline constexpr std::string_view unit_name_rule = "letters, digits, \"-\", \"_\" and \".\", at most 64";

// "did you mean SIGTERM?", or nothing.
std::string signal_hint(std::string_view word);

// A file mode in octal, "0022" or "22".
bool parse_mode(std::string_view text, unsigned& mode);

// A resource limit: a number, a size, or "unlimited" (all bits set).
bool parse_limit(std::string_view text, std::uint64_t& limit);

}  // namespace jeden::config
