#include "probe/tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>

#include "probe/tls_context.hpp"

namespace jeden::probe {
namespace {

struct Free {
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
};

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
}

}  // namespace

struct TlsSession::Session {
  TlsContext context;
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
    error = verification != X509_V_OK ? ::X509_verify_cert_error_string(verification) : last_tls_error();
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
  session->context = tls_context(settings, error);
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
