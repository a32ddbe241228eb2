#include "probe/connection.hpp"

#include <array>
#include <cerrno>

#include "base/fd.hpp"
#include "probe/connect.hpp"
#include "probe/kind.hpp"

namespace jeden::probe {
namespace {

constexpr std::size_t most_bytes = 1024 * 1024;  // no handshake says more

Reason reason_of(int error) {
  switch (error) {
    case UV_ECONNREFUSED: return Reason::refused;
    case UV_ENOENT:
    case UV_ENOTDIR: return Reason::missing;
    case UV_ETIMEDOUT: return Reason::timeout;
    case UV_ECONNRESET:
    case UV_EPIPE:
    case UV_ECONNABORTED:
    case UV_EOF: return Reason::reset;
    case UV_EAGAIN: return Reason::busy;
    default: return Reason::unreachable;
  }
}

bool is_loopback(const Address& address) {
  return address.text.starts_with("127.") || address.text.starts_with("[::1]");
}

}  // namespace

Connection::Connection(uv_loop_t& loop, const Target& target, Address address, Done done)
    : target_{target},
      address_{std::move(address)},
      done_{std::move(done)},
      limit_{loop},
      tcp_{this, [&](uv_tcp_t* handle) { return ::uv_tcp_init(&loop, handle); }},
      pipe_{this, [&](uv_pipe_t* handle) { return ::uv_pipe_init(&loop, handle, 0); }} {
  std::string ignored;
  conversation_ = target.kind->make(target, ignored);
}

void Connection::stop() noexcept {
  finished_ = true;
  limit_.stop();
  tcp_.close();
  pipe_.close();
}

std::string Connection::complaint() const {
  if (!standing_) return "no connection to " + address_.text;
  if (tls_ && tls_->state() == TlsSession::State::handshaking)
    return "no answer to TLS from " + address_.text;
  return "no answer from " + address_.text;
}

void Connection::start(base::Millis limit) {
  if (!conversation_) return finish(done(pending(Reason::protocol, "cannot begin")));
  if (!address_.path.empty()) return connected(open_unix());
  if (is_loopback(address_)) {
    base::Fd socket;
    const int error = connect_tcp_at_once(address_, socket);
    if (error == 0 && ::uv_tcp_open(tcp_.get(), socket.get()) == 0) {
      socket.release();
      return connected(0);
    }
    if (error != 0 && error != EINPROGRESS) return connected(-error);
  }
  limit_.start(limit, [this] { finish(done(pending(Reason::timeout, complaint()))); });
  auto* request = new uv_connect_t{};
  const int error =
      ::uv_tcp_connect(request, tcp_.get(), address_.raw(), [](uv_connect_t* connect, int status) {
        const std::unique_ptr<uv_connect_t> owned{connect};
        if (connect->handle->data != nullptr)
          static_cast<Connection*>(connect->handle->data)->connected(status);
      });
  if (error == 0) return;
  delete request;
  connected(error);
}

int Connection::open_unix() {
  base::Fd socket;
  if (const int error = connect_unix(address_.path, socket)) return -error;
  if (!socket) return finish(done(ready())), 0;
  const int error = ::uv_pipe_open(pipe_.get(), socket.get());
  if (error == 0) socket.release();
  return error;
}

void Connection::connected(int status) {
  if (finished_) return;
  if (status != 0) return fail(status);
  standing_ = true;
  limit_.stop();
  ::uv_read_start(
      stream(),
      [](uv_handle_t*, std::size_t, uv_buf_t* buffer) {
        static std::array<char, 16384> shared;  // What was read is eaten before the next read.
        *buffer = ::uv_buf_init(shared.data(), shared.size());
      },
      on_read);
  if (target_.opening == Target::Opening::tls) return begin_tls();
  opened_ = true;
  perform(conversation_->open());
}

uv_stream_t* Connection::stream() const noexcept {
  return address_.path.empty() ? reinterpret_cast<uv_stream_t*>(tcp_.get())
                               : reinterpret_cast<uv_stream_t*>(pipe_.get());
}

void Connection::on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  if (stream->data == nullptr || count == 0) return;
  auto& self = *static_cast<Connection*>(stream->data);
  if (count < 0) return self.ended(static_cast<int>(count));
  self.received({buffer->base, static_cast<std::size_t>(count)});
}

void Connection::begin_tls() {
  std::string error;
  tls_ = TlsSession::begin(target_.tls, target_.host, error);
  if (!tls_) return finish(done(pending(Reason::tls, error)));
  received_sealed({});
}

void Connection::received(std::string_view bytes) {
  received_ += bytes.size();
  if (received_ > most_bytes) return finish(garbage("the answer is too long"));
  if (tls_) return received_sealed(bytes);
  perform(conversation_->feed(bytes));
}

void Connection::received_sealed(std::string_view bytes) {
  const bool was_open = tls_->state() == TlsSession::State::open;
  std::string plain;
  std::string sealed;
  tls_->receive(bytes, plain, sealed);
  if (!sealed.empty()) send_raw(std::move(sealed));
  if (finished_) return;
  if (tls_->state() == TlsSession::State::failed && plain.empty())
    return finish(done(pending(Reason::tls, tls_->error())));
  if (!was_open && tls_->state() != TlsSession::State::handshaking) {
    perform(opened_ ? conversation_->secured() : conversation_->open());
    opened_ = true;
    if (finished_) return;
  }
  if (!plain.empty()) perform(conversation_->feed(plain));
  if (!finished_ && tls_->state() == TlsSession::State::closed) finish(conversation_->ended());
}

void Connection::ended(int status) {
  if (status != UV_EOF) return fail(status);
  if (tls_ && tls_->state() == TlsSession::State::handshaking)
    return finish(done(pending(Reason::reset, "the connection was closed during the TLS handshake")));
  Step last = conversation_->ended();
  if (last.kind == Step::Kind::more) last = done(pending(Reason::reset, "the connection was closed"));
  finish(std::move(last));
}

void Connection::perform(Step step) {
  if (!step.output.empty()) send(std::move(step.output));
  if (finished_) return;
  switch (step.kind) {
    case Step::Kind::more: return;
    case Step::Kind::secure: return begin_tls();
    case Step::Kind::redirect:
    case Step::Kind::done: return finish(std::move(step));
  }
}

void Connection::send(std::string bytes) {
  if (!tls_) return send_raw(std::move(bytes));
  std::string sealed;
  tls_->send(bytes, sealed);
  send_raw(std::move(sealed));
}

void Connection::send_raw(std::string bytes) {
  struct Write {
    uv_write_t request{};
    std::string bytes;
  };
  auto* write = new Write{{}, std::move(bytes)};
  write->request.data = write;
  const uv_buf_t buffer = ::uv_buf_init(write->bytes.data(), static_cast<unsigned>(write->bytes.size()));
  const int error = ::uv_write(&write->request, stream(), &buffer, 1, [](uv_write_t* request, int status) {
    const std::unique_ptr<Write> owned{static_cast<Write*>(request->data)};
    // A peer that has answered and closed may not want what we said: its answer counts, so reading goes on.
    if (status < 0 && status != UV_EPIPE && status != UV_ECONNRESET && request->handle->data != nullptr)
      static_cast<Connection*>(request->handle->data)->fail(status);
  });
  if (error == 0) return;
  delete write;
  if (error != UV_EPIPE) fail(error);
}

void Connection::fail(int error) {
  std::string detail = address_.text + ": " + ::uv_strerror(error);
  finish(done(pending(reason_of(error), std::move(detail))));
}

void Connection::finish(Step step) {
  if (finished_) return;
  stop();
  done_(std::move(step));
}

}  // namespace jeden::probe
