// The socket that an endpoint listens on.
#pragma once

#include <string>

#include "base/fd.hpp"
#include "base/listen_address.hpp"

namespace jeden::endpoint {

// Listening, not blocking. A unix socket that nobody listens on any more is replaced, and everybody may
// connect to the new one. Not open when it cannot be had; `error` is then the reason.
base::Fd listen_on(const base::ListenAddress& address, std::string& error);

}  // namespace jeden::endpoint
