#include "probe/connect.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace jeden::probe {
namespace {

// A datagram or sequenced-packet socket that has an owner is as alive as a stream: syslog's, journald's.
bool other_type_listens(const sockaddr_un& name, socklen_t size) {
  for (const int type : {SOCK_SEQPACKET, SOCK_DGRAM}) {
    const base::Fd other{::socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (other && ::connect(other.get(), reinterpret_cast<const sockaddr*>(&name), size) == 0) return true;
  }
  return false;
}

}  // namespace

int connect_tcp_at_once(const Address& address, base::Fd& socket) {
  socket.reset(::socket(address.socket.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  const auto size = static_cast<socklen_t>(address.socket.ss_family == AF_INET6 ? sizeof(sockaddr_in6)
                                                                                : sizeof(sockaddr_in));
  if (::connect(socket.get(), address.raw(), size) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd writable{socket.get(), POLLOUT, 0};
  if (::poll(&writable, 1, 0) != 1) return EINPROGRESS;
  int error = 0;
  socklen_t error_size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &error_size);
  return error;
}

int connect_unix(const std::string& path, base::Fd& socket) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.size() >= sizeof name.sun_path) return ENAMETOOLONG;
  std::memcpy(name.sun_path, path.data(), path.size());
  auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (path.front() == '@')
    name.sun_path[0] = '\0';
  else
    ++size;
  socket.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name), size) == 0) return 0;
  const int error = errno;
  socket.reset();
  return error == EPROTOTYPE && other_type_listens(name, size) ? 0 : error;
}

}  // namespace jeden::probe
