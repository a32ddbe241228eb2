// grpc.health.v1.Health/Check over HTTP/2, framed by nghttp2.
#include <nghttp2/nghttp2.h>

#include <array>
#include <cstring>

#include "probe/bytes.hpp"
#include "probe/kind.hpp"
#include "probe/url.hpp"

namespace jeden::probe {
namespace {

constexpr std::size_t longest_message = 4096;

// The number of field 1 in a HealthCheckResponse; 0 when it is left out, -1 when malformed.
int serving_status(std::string_view message) {
  Reader reader{message};
  int status = 0;
  while (!reader.rest().empty()) {
    const auto tag = reader.big(1);
    if ((tag & 7) != 0) return -1;
    std::uint64_t value = 0;
    std::uint64_t byte = 0x80;
    for (unsigned shift = 0; (byte & 0x80) != 0; shift += 7) {
      byte = reader.big(1);
      if (shift > 56 || reader.failed()) return -1;
      value |= (byte & 0x7f) << shift;
    }
    if (tag == 8) status = value <= 3 ? static_cast<int>(value) : -1;
  }
  return status;
}

class Grpc final : public Conversation {
 public:
  explicit Grpc(const Target& target) : target_{target} {
    std::string service{target.parameter("service")};
    if (service.empty() && target.path.size() > 1) service = decode(target.path.substr(1)).value_or("");
    std::string message;
    if (!service.empty()) {
      message.push_back('\x0a');
      message.push_back(static_cast<char>(service.size()));
      message += service;
    }
    request_.push_back('\0');
    put_big(request_, message.size(), 4);
    request_ += message;
  }
  ~Grpc() override { ::nghttp2_session_del(session_); }

  Step open() override {
    nghttp2_session_callbacks* callbacks = nullptr;
    if (::nghttp2_session_callbacks_new(&callbacks) != 0) return garbage("out of memory");
    ::nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    ::nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    ::nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    ::nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    const int error = ::nghttp2_session_client_new(&session_, callbacks, this);
    ::nghttp2_session_callbacks_del(callbacks);
    if (error != 0) return garbage(::nghttp2_strerror(error));
    ::nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
    submit();
    return more(pending_output());
  }

 private:
  void submit() {
    const std::string authority = target_.host + ":" + std::to_string(target_.port);
    const std::string scheme = target_.opening == Target::Opening::tls ? "https" : "http";
    const auto header = [](std::string_view name, std::string_view value) {
      return nghttp2_nv{reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
                        reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(),
                        value.size(), NGHTTP2_NV_FLAG_NONE};
    };
    const std::array headers{header(":method", "POST"),
                             header(":scheme", scheme),
                             header(":path", "/grpc.health.v1.Health/Check"),
                             header(":authority", authority),
                             header("content-type", "application/grpc"),
                             header("te", "trailers"),
                             header("user-agent", "jeden/" JEDEN_VERSION)};
    nghttp2_data_provider body{};
    body.source.ptr = this;
    body.read_callback = [](nghttp2_session*, std::int32_t, std::uint8_t* buffer, std::size_t size,
                            std::uint32_t* flags, nghttp2_data_source* source, void*) -> ssize_t {
      auto& rest = static_cast<Grpc*>(source->ptr)->request_;
      const std::size_t count = std::min(size, rest.size());
      std::memcpy(buffer, rest.data(), count);
      rest.erase(0, count);
      if (rest.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
      return static_cast<ssize_t>(count);
    };
    ::nghttp2_submit_request(session_, nullptr, headers.data(), headers.size(), &body, nullptr);
  }

  std::string pending_output() {
    std::string output;
    const std::uint8_t* data = nullptr;
    ssize_t count = 0;
    while ((count = ::nghttp2_session_mem_send(session_, &data)) > 0)
      output.append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(count));
    return output;
  }

  Step advance() override {
    const ssize_t eaten = ::nghttp2_session_mem_recv(
        session_, reinterpret_cast<const std::uint8_t*>(input_.data()), input_.size());
    input_.clear();
    if (eaten < 0) return garbage(std::string{"not HTTP/2: "} + ::nghttp2_strerror(static_cast<int>(eaten)));
    if (closed_ || answer_.size() > longest_message) return judge();
    if (gone_) return done(pending(Reason::stopping, "the server says goodbye"));
    std::string output = pending_output();
    if (::nghttp2_session_want_read(session_) == 0)
      return garbage("not HTTP/2");  // It has said goodbye to nonsense.
    return more(std::move(output));
  }

  Step judge() const {
    if (http_status_ != "200" && !http_status_.empty() && grpc_status_.empty())
      return done(pending(Reason::protocol, "the server answers with HTTP status " + clean(http_status_)));
    if (!grpc_status_.empty() && grpc_status_ != "0") return done(refused());
    if (answer_.size() < 5 || answer_[0] != 0) return garbage("not an answer of a health service");
    Reader reader{answer_};
    reader.big(1);
    const auto size = reader.big(4);
    if (size != reader.rest().size()) return garbage("not an answer of a health service");
    switch (serving_status(reader.rest())) {
      case 0: return done(pending(Reason::starting, "UNKNOWN"));
      case 1: return done(ready());
      case 2: return done(pending(Reason::starting, "NOT_SERVING"));
      case 3: return done(pending(Reason::starting, "SERVICE_UNKNOWN"));
      default: return garbage("not an answer of a health service");
    }
  }

  Verdict refused() const {
    const std::string detail = clean(grpc_message_.empty() ? "gRPC status " + grpc_status_ : grpc_message_);
    if (grpc_status_ == "12")
      return hopeless(Reason::protocol, "the server has no health service: " + detail);
    if (grpc_status_ == "7" || grpc_status_ == "16") return hopeless(Reason::auth, detail);
    if (grpc_status_ == "8") return pending(Reason::busy, detail);
    return pending(Reason::starting, detail);  // NOT_FOUND: the service has not been registered yet.
  }

  static Grpc& self(void* data) { return *static_cast<Grpc*>(data); }

  static int on_header(nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                       void* data) {
    const std::string_view key{reinterpret_cast<const char*>(name), name_size};
    const std::string text{reinterpret_cast<const char*>(value), std::min(value_size, longest_message)};
    if (key == ":status") self(data).http_status_ = text;
    if (key == "grpc-status") self(data).grpc_status_ = text;
    if (key == "grpc-message") self(data).grpc_message_ = decode(text).value_or(text);
    return 0;
  }
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* bytes,
                     std::size_t size, void* data) {
    auto& answer = self(data).answer_;
    answer.append(reinterpret_cast<const char*>(bytes),
                  std::min(size, longest_message + 1 - std::min(answer.size(), longest_message)));
    return 0;
  }
  static int on_close(nghttp2_session*, std::int32_t, std::uint32_t, void* data) {
    self(data).closed_ = true;
    return 0;
  }
  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* data) {
    if (frame->hd.type == NGHTTP2_GOAWAY) self(data).gone_ = true;
    return 0;
  }

  const Target& target_;
  nghttp2_session* session_ = nullptr;
  std::string request_;
  std::string answer_;
  std::string http_status_;
  std::string grpc_status_;
  std::string grpc_message_;
  bool closed_ = false;
  bool gone_ = false;
};

}  // namespace

std::unique_ptr<Conversation> make_grpc(const Target& target, std::string& error) {
  if (target.parameter("service").size() > 127 || target.path.size() > 127)
    error = "the service's name is too long";
  return error.empty() ? std::make_unique<Grpc>(target) : nullptr;
}

}  // namespace jeden::probe
