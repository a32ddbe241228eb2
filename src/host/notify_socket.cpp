#include "host/notify_socket.hpp"

#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/number.hpp"

namespace jeden::host {
namespace {

constexpr std::size_t longest_datagram = 4096;
constexpr std::size_t most_descriptors = 16;

struct Address {
  sockaddr_un address{};
  socklen_t length = 0;
};

// "@name" stands for the abstract address whose first byte is NUL (unix(7), sd_notify(3)).
std::optional<Address> to_address(const std::string& text) {
  Address result;
  if (text.size() < 2 || text.size() >= sizeof result.address.sun_path) return std::nullopt;
  if (text.front() != '@' && text.front() != '/') return std::nullopt;
  result.address.sun_family = AF_UNIX;
  std::memcpy(result.address.sun_path, text.data(), text.size());
  if (text.front() == '@') result.address.sun_path[0] = '\0';
  result.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + text.size());
  return result;
}

std::string random_name() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number)
    number = static_cast<std::uint64_t>(::getpid());
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return "@jeden/" + std::string{digits.data(), end.ptr};
}

// Descriptors that came along are closed: the protocol's barrier waits for just that, and jeden stores none.
void close_received(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(part) + i * sizeof(int), sizeof(int));
      ::close(descriptor);
    }
  }
}

// At most a day; none when it is no number.
std::optional<core::Millis> microseconds(std::string_view value) {
  constexpr std::uint64_t most = std::uint64_t{86'400} * 1'000'000;
  const auto number = base::parse_number(value);
  if (!number || *number > most) return std::nullopt;
  return core::Millis{static_cast<std::int64_t>(*number / 1000)};
}

void parse_line(std::string_view line, NotifyMessage& message) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return;
  const std::string_view name = line.substr(0, equals), value = line.substr(equals + 1);
  if (name == "READY") message.ready = value == "1";
  if (name == "RELOADING") message.reloading = value == "1";
  if (name == "STOPPING") message.stopping = value == "1";
  if (name == "FDSTORE") message.stores_descriptors = value == "1";
  if (name == "STATUS") message.status = value;
  if (name == "WATCHDOG") {
    message.watchdog = value == "1";
    message.watchdog_trigger = value == "trigger";
  }
  if (name == "EXTEND_TIMEOUT_USEC") message.extend = microseconds(value);
  if (name == "WATCHDOG_USEC") message.watchdog_every = microseconds(value);
}

}  // namespace

NotifyMessage parse_notify(std::string_view datagram) {
  NotifyMessage message;
  while (!datagram.empty()) {
    const std::size_t end = datagram.find('\n');
    parse_line(datagram.substr(0, end), message);
    datagram.remove_prefix(end == std::string_view::npos ? datagram.size() : end + 1);
  }
  return message;
}

std::string NotifySocket::bind(core::UnitId unit) {
  unit_ = unit;
  std::string name = random_name();
  const auto address = to_address(name);
  socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (!socket_ || !address ||
      ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address->address), address->length) != 0 ||
      ::setsockopt(socket_.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0)
    return {};
  return name;
}

int NotifySocket::open(uv_loop_t* loop) noexcept {
  if (const int error = uv_poll_init(loop, watch_.raw(), socket_.get())) return -error;
  watch_.opened(this);
  return -uv_poll_start(watch_.raw(), UV_READABLE, [](uv_poll_t* handle, int, int) {
    Handle<uv_poll_t>::owner_of<NotifySocket>(handle).readable();
  });
}

void NotifySocket::readable() noexcept {
  std::array<char, longest_datagram> text;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(most_descriptors * sizeof(int))>
      control;
  iovec part{text.data(), text.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t count = ::recvmsg(socket_.get(), &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (count < 0) return;
  // The address is abstract and so visible to the whole network namespace. A sender of another PID namespace
  // has no pid here (credentials say 0), and none of its words count.
  bool from_here = false;
  for (cmsghdr* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item)) {
    if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SCM_CREDENTIALS) continue;
    ucred sender{};
    std::memcpy(&sender, CMSG_DATA(item), sizeof sender);
    from_here = sender.pid > 0;
  }
  NotifyMessage message = parse_notify({text.data(), static_cast<std::size_t>(count)});
  close_received(header);
  // Of what was cut off nothing counts: nobody knows what its end would have said.
  if (!from_here || (header.msg_flags & MSG_TRUNC) != 0) return;
  message.stores_descriptors = message.stores_descriptors && !std::exchange(refused_, true);
  sink_->notified(unit_, message);
}

void notify_upwards(const std::string& address, std::string_view message) noexcept {
  const auto target = to_address(address);
  if (!target) return;
  const base::Fd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!socket) return;
  ::sendto(socket.get(), message.data(), message.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&target->address), target->length);
}

}  // namespace jeden::host
