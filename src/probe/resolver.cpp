#include "probe/resolver.hpp"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>

#include <map>

#include "probe/handle.hpp"

namespace jeden::probe {
namespace {

constexpr int query_timeout = 1000;  // ms for the first try of a server; c-ares lengthens it by itself
constexpr int tries = 3;

bool is_localhost(const std::string& name) {
  return name == "localhost" || name.ends_with(".localhost");
}

Address loopback(Family family, std::uint16_t port) {
  return *numeric_address(family == Family::v4 ? "127.0.0.1" : "::1", port);
}

std::string explain(int status, const std::string& name) {
  switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_EBADNAME:
    case ARES_ENONAME: return "no such host \"" + name + "\"";
    case ARES_ETIMEOUT: return "no name server answered for \"" + name + "\"";
    case ARES_ECONNREFUSED: return "the name server cannot be reached for \"" + name + "\"";
    default: return "cannot resolve \"" + name + "\": " + ::ares_strerror(status);
  }
}

}  // namespace

struct Resolver::Channel : std::enable_shared_from_this<Channel> {
  struct Question {
    std::shared_ptr<Channel> channel;
    std::string name;
    std::uint16_t port;
    Family family;
    Found found;
  };

  explicit Channel(uv_loop_t& event_loop) : loop{event_loop}, timer{event_loop} {}

  static void on_socket(void* data, ares_socket_t socket, int readable, int writable) {
    auto& self = *static_cast<Channel*>(data);
    if (readable == 0 && writable == 0) {
      self.sockets.erase(socket);
      return;
    }
    auto& poll = self.sockets[socket];
    if (!poll)
      poll = std::make_unique<Handle<uv_poll_t>>(
          &self, [&](uv_poll_t* handle) { return ::uv_poll_init(&self.loop, handle, socket); });
    if (poll->error() != 0) return;
    const int events = (readable != 0 ? UV_READABLE : 0) | (writable != 0 ? UV_WRITABLE : 0);
    ::uv_poll_start(poll->get(), events, [](uv_poll_t* handle, int failure, int ready) {
      if (handle->data == nullptr) return;
      const auto alive = static_cast<Channel*>(handle->data)->shared_from_this();
      uv_os_fd_t descriptor = -1;
      ::uv_fileno(reinterpret_cast<uv_handle_t*>(handle), &descriptor);
      const bool failed = failure < 0;
      alive->process(failed || (ready & UV_READABLE) != 0 ? descriptor : ARES_SOCKET_BAD,
                     failed || (ready & UV_WRITABLE) != 0 ? descriptor : ARES_SOCKET_BAD);
    });
  }

  void process(ares_socket_t readable, ares_socket_t writable) {
    if (channel == nullptr) return;
    ::ares_process_fd(channel, readable, writable);
    schedule();
  }

  void schedule() {
    timeval longest{0, 100'000};
    timeval wait{};
    if (channel == nullptr || ::ares_timeout(channel, nullptr, &wait) == nullptr) {
      timer.stop();
      return;
    }
    ::ares_timeout(channel, &longest, &wait);
    timer.start(base::Millis{wait.tv_sec * 1000 + wait.tv_usec / 1000 + 1}, [this] {
      const auto alive = shared_from_this();
      process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    });
  }

  static void on_answer(void* data, int status, int, ares_addrinfo* result) {
    const std::unique_ptr<Question> question{static_cast<Question*>(data)};
    std::vector<Address> addresses;
    if (status == ARES_SUCCESS && result != nullptr)
      for (const ares_addrinfo_node* node = result->nodes; node != nullptr; node = node->ai_next)
        if (node->ai_family == AF_INET || node->ai_family == AF_INET6)
          addresses.push_back(make_address(node->ai_addr, question->port));
    if (result != nullptr) ::ares_freeaddrinfo(result);
    if (question->channel->cancelled) return;
    std::string error =
        addresses.empty() ? explain(status == ARES_SUCCESS ? ARES_ENODATA : status, question->name) : "";
    question->found(question->family, std::move(addresses), std::move(error));
  }

  void cancel() {
    cancelled = true;
    timer.stop();
    if (ares_channel doomed = std::exchange(channel, nullptr); doomed != nullptr) ::ares_destroy(doomed);
    sockets.clear();
  }

  uv_loop_t& loop;
  Timer timer;
  ares_channel channel = nullptr;
  int status = ARES_SUCCESS;
  bool cancelled = false;
  std::map<ares_socket_t, std::unique_ptr<Handle<uv_poll_t>>> sockets;
};

Resolver::Resolver(uv_loop_t& loop, const std::string& servers) : channel_{std::make_shared<Channel>(loop)} {
  ares_options options{};
  options.timeout = query_timeout;
  options.tries = tries;
  options.sock_state_cb = Channel::on_socket;
  options.sock_state_cb_data = channel_.get();
  std::string lookups = "fb";  // files before servers, whatever nsswitch.conf says
  options.lookups = lookups.data();
  channel_->status =
      ::ares_init_options(&channel_->channel, &options,
                          ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS);
  if (channel_->status != ARES_SUCCESS) {
    channel_->channel = nullptr;
    return;
  }
  if (!servers.empty()) channel_->status = ::ares_set_servers_ports_csv(channel_->channel, servers.c_str());
}

Resolver::~Resolver() {
  channel_->cancel();
}

void Resolver::find(const std::string& name, std::uint16_t port, const Found& found) {
  const auto alive = channel_;
  find(name, port, Family::v6, found);
  if (!alive->cancelled) find(name, port, Family::v4, found);
}

void Resolver::find(const std::string& name, std::uint16_t port, Family family, Found found) {
  if (is_localhost(name)) return found(family, {loopback(family, port)}, {});
  if (channel_->status != ARES_SUCCESS) return found(family, {}, explain(channel_->status, name));
  ares_addrinfo_hints hints{};
  hints.ai_family = family == Family::v4 ? AF_INET : AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  const auto alive = channel_;
  auto* question = new Channel::Question{alive, name, port, family, std::move(found)};
  ::ares_getaddrinfo(alive->channel, name.c_str(), nullptr, &hints, Channel::on_answer, question);
  alive->schedule();
}

}  // namespace jeden::probe
