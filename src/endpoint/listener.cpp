#include "endpoint/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace jeden::endpoint {
namespace {

constexpr int waiting_connections = 64;

base::Fd new_socket(int family) {
  return base::Fd{::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

void remove_abandoned(const base::ListenAddress& address) {
  struct stat status {};
  const char* path = address.socket.path.sun_path;
  if (::lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const base::Fd probe = new_socket(AF_UNIX);
  if (::connect(probe.get(), &address.socket.any, address.length) != 0 && errno == ECONNREFUSED)
    ::unlink(path);
}

bool bind_and_listen(const base::Fd& socket, const base::ListenAddress& address) {
  const int family = address.socket.any.sa_family;
  const int on = 1, off = 0;
  if (family != AF_UNIX) ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (family == AF_INET6)
    ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, address.every_family ? &off : &on, sizeof on);
  const mode_t before = ::umask(0111);
  const int bound = ::bind(socket.get(), &address.socket.any, address.length);
  const int error = errno;
  ::umask(before);
  errno = error;
  return bound == 0 && ::listen(socket.get(), waiting_connections) == 0;
}

}  // namespace

base::Fd listen_on(const base::ListenAddress& address, std::string& error) {
  if (address.socket.any.sa_family == AF_UNIX) remove_abandoned(address);
  base::Fd socket = new_socket(address.socket.any.sa_family);
  if (socket && bind_and_listen(socket, address)) return socket;
  // A kernel or a container without IPv6.
  if (address.every_family && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL)) {
    base::ListenAddress v4;
    v4.socket.v4.sin_family = AF_INET;
    v4.socket.v4.sin_port = address.socket.v6.sin6_port;
    v4.length = sizeof v4.socket.v4;
    socket = new_socket(AF_INET);
    if (socket && bind_and_listen(socket, v4)) return socket;
  }
  error = ::strerrordesc_np(errno);
  return base::Fd{};
}

}  // namespace jeden::endpoint
