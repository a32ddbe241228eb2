// RFC 4648, section 4.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jeden::base {

std::string encode_base64(std::string_view bytes);
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace jeden::base
