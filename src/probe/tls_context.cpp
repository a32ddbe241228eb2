#include "probe/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "probe/late_cpuid.hpp"
#include "probe/tls.hpp"

namespace jeden::probe {
namespace {

// Where Debian and Alpine, Red Hat, SUSE and others keep the authorities.
constexpr std::array authority_files{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                     "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
                                     "/etc/pki/tls/cacert.pem"};

// Of a file that cannot be opened OpenSSL says "system lib", so the system is asked; of one that holds
// something else it says more in its first error than in its last.
std::string cannot_use(std::string_view what, const std::string& file) {
  const char* reason = ::ERR_reason_error_string(::ERR_peek_error());
  if (::access(file.c_str(), R_OK) != 0) reason = ::strerrordesc_np(errno);
  ::ERR_clear_error();
  return "cannot use the " + std::string{what} + " in " + file + ": " +
         (reason != nullptr ? reason : "it is not PEM");
}

bool load_authorities(SSL_CTX* context, const TlsSettings& settings, std::string& error) {
  if (settings.verify == Verify::none) return true;
  if (!settings.authority.empty()) {
    if (::SSL_CTX_load_verify_file(context, settings.authority.c_str()) == 1) return true;
    error = cannot_use("authorities", settings.authority);
    return false;
  }
  if (std::getenv("SSL_CERT_FILE") != nullptr || std::getenv("SSL_CERT_DIR") != nullptr) {
    ::SSL_CTX_set_default_verify_paths(context);
    return true;
  }
  for (const char* file : authority_files)
    if (::access(file, R_OK) == 0 && ::SSL_CTX_load_verify_file(context, file) == 1) return true;
  ::ERR_clear_error();
  return true;  // Without authorities every certificate is refused, with a reason that says so.
}

TlsContext make_context(const TlsSettings& settings, std::string& error) {
  prepare_openssl();
  TlsContext context{::SSL_CTX_new(::TLS_client_method()), ::SSL_CTX_free};
  if (!context) {
    error = last_tls_error();
    return nullptr;
  }
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  ::SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  ::SSL_CTX_set_verify(context.get(), settings.verify == Verify::none ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
                       nullptr);
  if (!load_authorities(context.get(), settings, error)) return nullptr;
  if (settings.certificate.empty()) return context;
  const std::string& key = settings.key.empty() ? settings.certificate : settings.key;
  if (::SSL_CTX_use_certificate_chain_file(context.get(), settings.certificate.c_str()) != 1) {
    error = cannot_use("certificate", settings.certificate);
    return nullptr;
  }
  if (::SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    error = cannot_use("key", key);
    return nullptr;
  }
  return context;
}

}  // namespace

void prepare_openssl() {
  let_openssl_see_the_processor();
  ::OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr);
}

TlsContext tls_context(const TlsSettings& settings, std::string& error) {
  static TlsContext verified;
  static TlsContext unverified;
  if (!settings.authority.empty() || !settings.certificate.empty()) return make_context(settings, error);
  TlsContext& kept = settings.verify == Verify::none ? unverified : verified;
  if (!kept) kept = make_context(settings, error);
  return kept;
}

std::string last_tls_error() {
  const unsigned long code = ::ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ::ERR_reason_error_string(code);
  ::ERR_clear_error();
  return reason == nullptr ? "the handshake failed" : reason;
}

}  // namespace jeden::probe
