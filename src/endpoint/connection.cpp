#include "endpoint/connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace jeden::endpoint {

short Connection::wanted() const {
  return written_ < answer_.size() ? POLLOUT : POLLIN;
}

// After the answer everything is thrown away until the other side hangs up: closing a socket that still has
// bytes to read resets the connection (RFC 9112, 9.6), and the answer might be lost with it.
bool Connection::read() {
  std::array<char, 4096> buffer;
  const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (count <= 0) {
    over_ = true;
    return false;
  }
  if (progress_ != Request::Progress::incomplete) return false;
  progress_ = request_->feed({buffer.data(), static_cast<std::size_t>(count)});
  return progress_ != Request::Progress::incomplete;
}

void Connection::answer(std::string_view state) {
  answer_ = progress_ == Request::Progress::complete ? answer_to(*request_, state) : refusal_of(progress_);
  write();
}

void Connection::write() {
  const ssize_t count = ::send(socket_.get(), answer_.data() + written_, answer_.size() - written_,
                               MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && errno != EAGAIN && errno != EINTR) over_ = true;
  if (count <= 0) return;
  written_ += static_cast<std::size_t>(count);
  if (written_ == answer_.size()) ::shutdown(socket_.get(), SHUT_WR);
}

}  // namespace jeden::endpoint
