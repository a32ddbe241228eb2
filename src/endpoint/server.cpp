#include "endpoint/server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace jeden::endpoint {
namespace {

int until(Connection::Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Connection::Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, Connection::longest.count()));
}

}  // namespace

void Server::run() {
  std::vector<pollfd> watched;
  while (learn_state()) {
    watched = {{channel_, POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const Connection& connection : connections_)
      watched.push_back({connection.descriptor(), connection.wanted(), 0});
    const int patience = connections_.empty() ? -1 : until(connections_.front().ends());
    if (::poll(watched.data(), watched.size(), patience) < 0) continue;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      Connection& connection = connections_[i];
      if (watched[i + 2].revents == 0) continue;
      if (connection.wanted() == POLLOUT) {
        connection.write();
      } else if (connection.read()) {
        // Whoever asks after something has happened hears of it.
        if (!learn_state()) return;
        connection.answer(state_);
      }
    }
    const auto now = Connection::Clock::now();
    std::erase_if(connections_, [now](const Connection& one) { return one.is_over() || one.ends() <= now; });
    if (watched[1].revents != 0) accept_all();
  }
}

// The last message counts. False when PID 1 has closed its end, or is gone.
bool Server::learn_state() {
  std::array<char, 512> message;
  for (;;) {
    const ssize_t count = ::recv(channel_, message.data(), message.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN;
    if (count == 0) return false;
    state_.assign(message.data(), static_cast<std::size_t>(count));
  }
}

void Server::accept_all() {
  for (std::size_t i = 0; i < most_connections; ++i) {
    base::Fd socket{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    const bool no_descriptor_left = !socket && (errno == EMFILE || errno == ENFILE);
    if (!socket && (!no_descriptor_left || connections_.empty())) return;
    if (no_descriptor_left || connections_.size() == most_connections)
      connections_.erase(connections_.begin());
    if (socket) connections_.emplace_back(std::move(socket));
  }
}

}  // namespace jeden::endpoint
