// A build without TLS.
#include "probe/tls.hpp"

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
