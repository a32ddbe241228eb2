#include "probe/crypto.hpp"

#ifdef JEDEN_TLS

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "probe/tls.hpp"

namespace jeden::probe {
namespace {

const unsigned char* data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string digest(const EVP_MD* algorithm, std::string_view bytes) {
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  ::EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(result.data()), &size, algorithm,
               nullptr);
  result.resize(size);
  return result;
}

}  // namespace

std::string md5(std::string_view bytes) {
  return prepare_openssl(), digest(::EVP_md5(), bytes);
}
std::string sha1(std::string_view bytes) {
  return prepare_openssl(), digest(::EVP_sha1(), bytes);
}
std::string sha256(std::string_view bytes) {
  return prepare_openssl(), digest(::EVP_sha256(), bytes);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  prepare_openssl();
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), data(bytes), bytes.size(),
         reinterpret_cast<unsigned char*>(result.data()), &size);
  result.resize(size);
  return result;
}

std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations) {
  prepare_openssl();
  std::string result(32, '\0');
  ::PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), data(salt),
                      static_cast<int>(salt.size()), iterations, ::EVP_sha256(),
                      static_cast<int>(result.size()), reinterpret_cast<unsigned char*>(result.data()));
  return result;
}

}  // namespace jeden::probe

#else

namespace jeden::probe {
std::string md5(std::string_view) {
  return {};
}
std::string sha1(std::string_view) {
  return {};
}
std::string sha256(std::string_view) {
  return {};
}
std::string hmac_sha256(std::string_view, std::string_view) {
  return {};
}
std::string pbkdf2_sha256(std::string_view, std::string_view, int) {
  return {};
}
}  // namespace jeden::probe

#endif
