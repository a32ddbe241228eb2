// A TLS client as a filter between bytes: no socket, no thread. Without OpenSSL begin() always fails.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "probe/target.hpp"

namespace jeden::probe {

// Initialises OpenSSL without reading openssl.cnf: what a foreign root file system has there may want
// modules.
void prepare_openssl();

class TlsSession {
 public:
  enum class State : std::uint8_t { handshaking, open, closed, failed };

  // Null, with the error set, when a certificate or key cannot be used.
  static std::unique_ptr<TlsSession> begin(const TlsSettings& settings, const std::string& host,
                                           std::string& error);
  ~TlsSession();

  State state() const noexcept;
  // Eats what arrived. What is understood is appended to `plain`, what has to be sent to `sealed`. Also
  // called once with nothing, to begin.
  void receive(std::string_view bytes, std::string& plain, std::string& sealed);
  void send(std::string_view plain, std::string& sealed);
  // Why the state is failed: "certificate has expired".
  const std::string& error() const noexcept;

 private:
  struct Session;
  explicit TlsSession(std::unique_ptr<Session> session);
  std::unique_ptr<Session> session_;
};

}  // namespace jeden::probe
