// What the TLS sessions of one kind share in OpenSSL: authorities, the client's certificate, its key.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "probe/target.hpp"

namespace jeden::probe {

using TlsContext = std::shared_ptr<SSL_CTX>;

// The machine's own authorities take 20 ms and a megabyte to read, so these contexts are kept. Files that the
// user names are read at every attempt: they may be what is being waited for. Null, with the error set, when
// they cannot be used.
TlsContext tls_context(const TlsSettings& settings, std::string& error);

// What OpenSSL says was wrong last; it is forgotten then.
std::string last_tls_error();

}  // namespace jeden::probe
