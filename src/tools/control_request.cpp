#include "tools/control_request.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/fd.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

base::Fd connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return base::Fd{};
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  base::Fd socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return base::Fd{};
  return socket;
}

// Everything until the other side is done.
std::string receive(int socket, Answer answer) {
  std::string text;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t count = ::read(socket, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    const std::string_view part{buffer.data(), static_cast<std::size_t>(count)};
    if (answer == Answer::printed)
      print(1, part);
    else
      text += part;
  }
}

}  // namespace

std::string ask_control(std::string socket, std::string_view request, std::string& error, Answer answer) {
  if (socket.empty()) {
    const char* given = std::getenv("JEDEN_CONTROL");
    socket = given != nullptr ? given : "/run/jeden.sock";
  }
  const base::Fd connection = connect_to(socket);
  if (!connection) {
    error = "cannot reach jeden at " + socket + ": " + ::strerrordesc_np(errno);
    return {};
  }
  print(connection.get(), std::string{request} + "\n");
  std::string text = receive(connection.get(), answer);
  if (text.empty() && answer == Answer::kept) error = "no answer from " + socket;
  return text;
}

}  // namespace jeden::tools
