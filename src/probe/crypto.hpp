// The hashes that login handshakes use, by OpenSSL. Not to be called when built without it.
#pragma once

#include <string>
#include <string_view>

namespace jeden::probe {

std::string md5(std::string_view bytes);
std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations);

}  // namespace jeden::probe
