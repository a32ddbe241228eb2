#include "probe/tls.hpp"

#ifdef JEDEN_TLS

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <limits>

#include "probe/late_cpuid.hpp"

namespace jeden::probe {
namespace {

struct Free {
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
};
using Context = std::shared_ptr<SSL_CTX>;

// Where Debian and Alpine, Red Hat, SUSE and others keep the authorities.
constexpr std::array authority_files{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                     "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
                                     "/etc/pki/tls/cacert.pem"};

std::string last_error() {
  const unsigned long code = ::ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ::ERR_reason_error_string(code);
  ::ERR_clear_error();
  return reason == nullptr ? "the handshake failed" : reason;
}

bool load_authorities(SSL_CTX* context, const TlsSettings& settings, std::string& error) {
  if (settings.verify == Verify::none) return true;
  if (!settings.authority.empty()) {
    if (::SSL_CTX_load_verify_file(context, settings.authority.c_str()) == 1) return true;
    error = "cannot use the authorities in " + settings.authority + ": " + last_error();
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

Context make_context(const TlsSettings& settings, std::string& error) {
  prepare_openssl();
  Context context{::SSL_CTX_new(::TLS_client_method()), Free{}};
  if (!context) {
    error = last_error();
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
    error = "cannot use the certificate in " + settings.certificate + ": " + last_error();
    return nullptr;
  }
  if (::SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    error = "cannot use the key in " + key + ": " + last_error();
    return nullptr;
  }
  return context;
}

// The machine's own authorities take 20 ms and a megabyte to read, so these contexts are kept. Files that the
// user names are read at every attempt: they may be what is being waited for.
Context find_context(const TlsSettings& settings, std::string& error) {
  static Context verified;
  static Context unverified;
  if (!settings.authority.empty() || !settings.certificate.empty()) return make_context(settings, error);
  Context& kept = settings.verify == Verify::none ? unverified : verified;
  if (!kept) kept = make_context(settings, error);
  return kept;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
}

}  // namespace

void prepare_openssl() {
  let_openssl_see_the_processor();
  ::OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr);
}

struct TlsSession::Session {
  Context context;
  std::unique_ptr<SSL, Free> ssl;
  BIO* incoming = nullptr;  // both belong to ssl
  BIO* outgoing = nullptr;
  State state = State::handshaking;
  std::string error;

  void flush(std::string& sealed) const {
    std::array<char, 4096> buffer;
    for (int count = 0; (count = ::BIO_read(outgoing, buffer.data(), static_cast<int>(buffer.size()))) > 0;)
      sealed.append(buffer.data(), static_cast<std::size_t>(count));
  }

  void fail(int result) {
    const int kind = ::SSL_get_error(ssl.get(), result);
    if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE) return;
    if (kind == SSL_ERROR_ZERO_RETURN) {
      state = State::closed;
      return;
    }
    state = State::failed;
    const long verification = ::SSL_get_verify_result(ssl.get());
    error = verification != X509_V_OK ? ::X509_verify_cert_error_string(verification) : last_error();
    ::ERR_clear_error();
  }

  void read(std::string& plain) {
    std::array<char, 4096> buffer;
    for (;;) {
      const int count = ::SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (count <= 0) return fail(count);
      plain.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
};

TlsSession::TlsSession(std::unique_ptr<Session> session) : session_{std::move(session)} {}
TlsSession::~TlsSession() = default;
TlsSession::State TlsSession::state() const noexcept {
  return session_->state;
}
const std::string& TlsSession::error() const noexcept {
  return session_->error;
}

std::unique_ptr<TlsSession> TlsSession::begin(const TlsSettings& settings, const std::string& host,
                                              std::string& error) {
  auto session = std::make_unique<Session>();
  session->context = find_context(settings, error);
  if (!session->context) return nullptr;
  session->ssl.reset(::SSL_new(session->context.get()));
  SSL* ssl = session->ssl.get();
  session->incoming = ::BIO_new(::BIO_s_mem());
  session->outgoing = ::BIO_new(::BIO_s_mem());
  if (ssl == nullptr || session->incoming == nullptr || session->outgoing == nullptr) {
    error = "out of memory";
    return nullptr;
  }
  ::SSL_set_bio(ssl, session->incoming, session->outgoing);
  ::SSL_set_connect_state(ssl);
  const std::string& name = settings.name.empty() ? host : settings.name;
  if (is_address(name)) {
    if (settings.verify == Verify::full) ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(ssl), name.c_str());
  } else if (!name.empty()) {
    ::SSL_set_tlsext_host_name(ssl, name.c_str());
    if (settings.verify == Verify::full) ::SSL_set1_host(ssl, name.c_str());
  }
  if (!settings.protocol.empty() && settings.protocol.size() < 256) {
    std::string list(1, static_cast<char>(settings.protocol.size()));
    list += settings.protocol;
    ::SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(list.data()),
                          static_cast<unsigned>(list.size()));
  }
  return std::unique_ptr<TlsSession>{new TlsSession{std::move(session)}};
}

void TlsSession::receive(std::string_view bytes, std::string& plain, std::string& sealed) {
  Session& session = *session_;
  ::ERR_clear_error();
  if (!bytes.empty()) ::BIO_write(session.incoming, bytes.data(), static_cast<int>(bytes.size()));
  if (session.state == State::handshaking) {
    const int result = ::SSL_do_handshake(session.ssl.get());
    if (result == 1)
      session.state = State::open;
    else
      session.fail(result);
  }
  if (session.state == State::open) session.read(plain);
  session.flush(sealed);
}

void TlsSession::send(std::string_view plain, std::string& sealed) {
  ::ERR_clear_error();
  if (!plain.empty() && session_->state == State::open) {
    const int result = ::SSL_write(session_->ssl.get(), plain.data(), static_cast<int>(plain.size()));
    if (result <= 0) session_->fail(result);
  }
  session_->flush(sealed);
}

}  // namespace jeden::probe

#else

namespace jeden::probe {
struct TlsSession::Session {
  std::string error;
};
void prepare_openssl() {}
TlsSession::TlsSession(std::unique_ptr<Session> session) : session_{std::move(session)} {}
TlsSession::~TlsSession() = default;
TlsSession::State TlsSession::state() const noexcept {
  return State::failed;
}
const std::string& TlsSession::error() const noexcept {
  return session_->error;
}
std::unique_ptr<TlsSession> TlsSession::begin(const TlsSettings&, const std::string&, std::string& error) {
  error = "this jeden was built without TLS";
  return nullptr;
}
void TlsSession::receive(std::string_view, std::string&, std::string&) {}
void TlsSession::send(std::string_view, std::string&) {}
}  // namespace jeden::probe

#endif
