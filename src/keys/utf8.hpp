// Characters of UTF-8, one at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jeden::keys {

// Takes the first character off a text that is not empty; none, and nothing taken, when it is not valid.
std::optional<unsigned> take_utf8(std::string_view& text);
void append_utf8(unsigned code, std::string& text);
bool is_utf8(std::string_view text);

}  // namespace jeden::keys
