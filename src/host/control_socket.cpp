#include "host/control_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace jeden::host {
namespace {

// Nobody listens there any more: the path is left from a jeden that was killed.
bool is_abandoned(const sockaddr_un& address) {
  const base::Fd probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
         errno == ECONNREFUSED;
}

bool may_ask(int socket) {
  ucred peer{};
  socklen_t length = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
         (peer.uid == 0 || peer.uid == ::getuid());
}

}  // namespace

ControlSocket::ControlSocket(ControlSink& sink) : sink_{&sink} {
  for (Connection& connection : connections_) connection.owner = this;
}

int ControlSocket::open(uv_loop_t* loop, const std::string& path) noexcept {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return ENAMETOOLONG;
  std::memcpy(address.sun_path, path.data(), path.size());
  listening_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listening_) return errno;
  struct stat status {};
  const bool is_socket = ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
  if (is_socket && is_abandoned(address)) ::unlink(path.c_str());
  const mode_t before = ::umask(0177);
  const int bound = ::bind(listening_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = errno;
  ::umask(before);
  if (bound != 0) {
    listening_.reset();
    return error;
  }
  path_ = path;
  if (::listen(listening_.get(), static_cast<int>(most_connections)) != 0) return errno;
  if (const int failed = uv_poll_init(loop, watch_.raw(), listening_.get())) return -failed;
  watch_.opened(this);
  return -uv_poll_start(watch_.raw(), UV_READABLE, [](uv_poll_t* handle, int, int) {
    Handle<uv_poll_t>::owner_of<ControlSocket>(handle).accept_one();
  });
}

void ControlSocket::close() noexcept {
  watch_.close();
  for (Connection& connection : connections_) end(connection);
  if (!path_.empty()) ::unlink(path_.c_str());
  path_.clear();
}

void ControlSocket::accept_one() noexcept {
  base::Fd socket{::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  if (!socket || !may_ask(socket.get())) return;
  for (Connection& connection : connections_) {
    if (!connection.watch.is_free()) continue;
    if (uv_poll_init(watch_.raw()->loop, connection.watch.raw(), socket.get()) != 0) return;
    connection.watch.opened(&connection);
    connection.socket = std::move(socket);
    connection.request.clear();
    connection.listens.reset();
    uv_poll_start(connection.watch.raw(), UV_READABLE, [](uv_poll_t* handle, int, int) {
      Connection& asking = Handle<uv_poll_t>::owner_of<Connection>(handle);
      asking.owner->readable(asking);
    });
    return;
  }
}

void ControlSocket::readable(Connection& connection) noexcept {
  std::array<char, longest_request> buffer;
  const ssize_t count = ::read(connection.socket.get(), buffer.data(), buffer.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  // Whoever listens has nothing more to say: a hang-up is all that is awaited.
  if (count <= 0 || connection.listens) {
    if (count <= 0) end(connection);
    return;
  }
  connection.request.append(buffer.data(), static_cast<std::size_t>(count));
  const std::size_t newline = connection.request.find('\n');
  if (newline == std::string::npos) {
    if (connection.request.size() >= longest_request) end(connection);
    return;
  }
  connection.request.resize(newline);
  respond(connection);
}

void ControlSocket::respond(Connection& connection) noexcept {
  if (connection.request == "events") {
    connection.listens = log::Format::logfmt;
    return;
  }
  if (connection.request == "events json") {
    connection.listens = log::Format::json;
    return;
  }
  send(connection, sink_->answer(connection.request) + "\n");
  end(connection);
}

bool ControlSocket::send(Connection& connection, std::string_view text) noexcept {
  const ssize_t sent = ::send(connection.socket.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent == static_cast<ssize_t>(text.size());
}

bool ControlSocket::wants(log::Format format) const noexcept {
  return std::any_of(connections_.begin(), connections_.end(),
                     [format](const Connection& connection) { return connection.listens == format; });
}

void ControlSocket::told(log::Format format, std::string_view line) noexcept {
  for (Connection& connection : connections_)
    if (connection.listens == format && !send(connection, line)) end(connection);
}

void ControlSocket::end(Connection& connection) noexcept {
  if (!connection.watch.is_open()) return;
  connection.listens.reset();
  connection.watch.close();
  connection.socket.reset();
}

}  // namespace jeden::host
