// How passwords are proven: PostgreSQL's MD5 and SCRAM-SHA-256, MySQL's scrambles. Needs OpenSSL's hashes;
// without them hashes_are_built_in is false and nothing here is to be called.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jeden::probe {

#ifdef JEDEN_TLS
inline constexpr bool tls_is_built_in = true;
inline constexpr bool hashes_are_built_in = true;
#else
inline constexpr bool tls_is_built_in = false;
inline constexpr bool hashes_are_built_in = false;
#endif

// "md5" and 32 digits. The salt has four bytes.
std::string postgres_md5(std::string_view user, std::string_view password, std::string_view salt);

// 18 random bytes in base64.
std::string random_nonce();

// The client's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677).
class Scram {
 public:
  Scram(std::string password, std::string nonce) : password_{std::move(password)}, nonce_{std::move(nonce)} {}

  std::string first() const;
  // nullopt, with the error set, when the server's message is malformed or asks for more than a million
  // iterations.
  std::optional<std::string> answer(std::string_view server_first, std::string& error);
  bool verify(std::string_view server_final);
  bool is_proven() const noexcept { return proven_; }

 private:
  std::string password_;
  std::string nonce_;
  std::string signature_;
  bool proven_ = false;
};

}  // namespace jeden::probe
