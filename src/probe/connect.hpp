// Connections on this machine, which stand or are refused within the call. Errors are those of errno(3).
#pragma once

#include <string>

#include "base/fd.hpp"
#include "probe/address.hpp"

namespace jeden::probe {

// Asking directly costs half of what the loop's way does, which matters for the attempts that are refused. 0
// with the socket, an error, or EINPROGRESS: then it has to be asked by the loop.
int connect_tcp_at_once(const Address& address, base::Fd& socket);

// libuv's own way knows no abstract names, which begin with "@" here. 0 with the socket, 0 without one when
// what listens there is no stream, or an error.
int connect_unix(const std::string& path, base::Fd& socket);

}  // namespace jeden::probe
