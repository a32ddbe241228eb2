#include "probe/password.hpp"

#include <sys/random.h>

#include <array>

#include "base/base64.hpp"
#include "base/number.hpp"
#include "probe/crypto.hpp"

namespace jeden::probe {
namespace {

constexpr int most_iterations = 1'000'000;  // half a second of work; servers ask for 4096

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text.push_back(digits[static_cast<unsigned char>(c) >> 4]);
    text.push_back(digits[static_cast<unsigned char>(c) & 15]);
  }
  return text;
}

// The value of "r=...,s=...,i=..." under a letter.
std::string_view attribute(std::string_view text, char letter) {
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    if (part.size() >= 2 && part[0] == letter && part[1] == '=') return part.substr(2);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return {};
}

}  // namespace

std::string postgres_md5(std::string_view user, std::string_view password, std::string_view salt) {
  const std::string inner = to_hex(md5(std::string{password} + std::string{user}));
  return "md5" + to_hex(md5(inner + std::string{salt}));
}

std::string random_nonce() {
  std::array<char, 18> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  return base::encode_base64({bytes.data(), bytes.size()});
}

// PostgreSQL takes the user from the startup message and ignores the one here.
std::string Scram::first() const {
  return "n,,n=,r=" + nonce_;
}

std::optional<std::string> Scram::answer(std::string_view server_first, std::string& error) {
  error = "the server's SCRAM message is malformed";
  const auto nonce = attribute(server_first, 'r');
  const auto salt = base::decode_base64(attribute(server_first, 's'));
  const int iterations = base::parse_number<int>(attribute(server_first, 'i')).value_or(0);
  if (!salt || salt->empty()) return std::nullopt;
  if (nonce_.empty() || !nonce.starts_with(nonce_) || nonce.size() == nonce_.size()) return std::nullopt;
  if (iterations < 1 || iterations > most_iterations) return std::nullopt;

  const std::string salted = pbkdf2_sha256(password_, *salt, iterations);
  const std::string client_key = hmac_sha256(salted, "Client Key");
  const std::string without_proof = "c=biws,r=" + std::string{nonce};
  const std::string exchange = "n=,r=" + nonce_ + "," + std::string{server_first} + "," + without_proof;
  std::string proof = hmac_sha256(sha256(client_key), exchange);
  for (std::size_t i = 0; i < proof.size() && i < client_key.size(); ++i)
    proof[i] = static_cast<char>(proof[i] ^ client_key[i]);
  signature_ = hmac_sha256(hmac_sha256(salted, "Server Key"), exchange);
  error.clear();
  return without_proof + ",p=" + base::encode_base64(proof);
}

bool Scram::verify(std::string_view server_final) {
  const auto signature = base::decode_base64(attribute(server_final, 'v'));
  proven_ = signature && !signature_.empty() && *signature == signature_;
  return proven_;
}

}  // namespace jeden::probe
