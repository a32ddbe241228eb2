// AMQP 0-9-1: Connection.Start is life; with user and password the connection is opened in its virtual host.
#include "probe/bytes.hpp"
#include "probe/kind.hpp"
#include "probe/url.hpp"

namespace jeden::probe {
namespace {

constexpr std::uint64_t method_frame = 1;
constexpr std::uint64_t heartbeat_frame = 8;
constexpr std::size_t frame_overhead = 8;

void put_short(std::string& out, std::string_view text) {
  put_big(out, text.size(), 1);
  out += text;
}
void put_long(std::string& out, std::string_view text) {
  put_big(out, text.size(), 4);
  out += text;
}

std::string method(std::uint64_t number, std::string_view arguments) {
  std::string payload;
  put_big(payload, 10, 2);  // the class: Connection
  put_big(payload, number, 2);
  payload += arguments;
  std::string frame{"\x01\x00\x00", 3};
  put_long(frame, payload);
  frame.push_back('\xce');
  return frame;
}

class Amqp final : public Conversation {
 public:
  explicit Amqp(const Target& target) : target_{target} {}

  Step open() override { return more(std::string{"AMQP\x00\x00\x09\x01", 8}); }

  // A server that does not know how to say that the password is wrong closes the connection.
  Step ended() override {
    if (phase_ == Phase::logging_in)
      return done(hopeless(Reason::auth, "the server closed the connection at the login"));
    return Conversation::ended();
  }

 private:
  enum class Phase : std::uint8_t { starting, logging_in, opening };

  Step advance() override {
    for (;;) {
      if (input_.empty()) return more();
      const auto type = static_cast<unsigned char>(input_.front());
      if (type != method_frame && type != heartbeat_frame) return other_version();
      if (input_.size() < 7) return more();
      Reader reader{input_};
      reader.big(3);
      const auto size = reader.big(4);
      if (size > input_limit - frame_overhead) return garbage("not an answer of AMQP");
      if (input_.size() < size + frame_overhead) return more();
      const std::string payload{reader.bytes(size)};
      if (reader.big(1) != 0xce) return garbage("not an answer of AMQP");
      input_.erase(0, size + frame_overhead);
      if (type == heartbeat_frame) continue;
      return answer(payload);
    }
  }

  Step other_version() {
    const std::string_view name = std::string_view{"AMQP"}.substr(0, input_.size());
    if (!input_.starts_with(name)) return garbage("not an answer of AMQP");
    return input_.size() < 8 ? more() : garbage("the server speaks another version than AMQP 0-9-1");
  }

  Step answer(const std::string& payload) {
    Reader reader{payload};
    if (reader.big(2) != 10) return garbage("not an answer of AMQP");
    switch (reader.big(2)) {
      case 10: return start();
      case 30: return tune(reader);
      case 41: return phase_ == Phase::opening ? done(ready(), goodbye()) : garbage("not an answer of AMQP");
      case 50: return close(reader);
      default: return garbage("not an answer of AMQP");
    }
  }

  Step start() {
    if (phase_ != Phase::starting) return garbage("not an answer of AMQP");
    if (!target_.user || !target_.password) return done(ready());
    phase_ = Phase::logging_in;
    std::string failure;  // {"capabilities": {"authentication_failure_close": true}}
    put_short(failure, "authentication_failure_close");
    failure += "t\x01";
    std::string properties;
    put_short(properties, "capabilities");
    properties += 'F';
    put_long(properties, failure);
    std::string arguments;
    put_long(arguments, properties);
    put_short(arguments, "PLAIN");
    put_long(arguments, '\0' + *target_.user + '\0' + *target_.password);
    put_short(arguments, "en_US");
    return more(method(11, arguments));
  }

  Step tune(Reader& reader) {
    if (phase_ != Phase::logging_in) return garbage("not an answer of AMQP");
    phase_ = Phase::opening;
    std::string arguments{reader.bytes(6)};  // as many channels and as long frames as it likes
    if (reader.failed()) return garbage("not an answer of AMQP");
    put_big(arguments, 0, 2);  // no heartbeats
    std::string virtual_host;
    put_short(virtual_host, host());
    virtual_host += std::string(2, '\0');
    return more(method(31, arguments) + method(40, virtual_host));
  }

  std::string host() const {
    return target_.path.size() > 1 ? decode(target_.path.substr(1)).value_or("/") : "/";
  }

  Step close(Reader& reader) {
    const auto code = reader.big(2);
    const std::string detail = clean(std::string{reader.bytes(reader.big(1))});
    if (code == 403)
      return done(hopeless(phase_ == Phase::opening ? Reason::no_database : Reason::auth, detail));
    if (code == 530) return done(hopeless(Reason::no_database, detail));
    if (code == 320) return done(pending(Reason::stopping, detail));
    return done(pending(Reason::starting, detail));
  }

  static std::string goodbye() {
    std::string arguments;
    put_big(arguments, 200, 2);
    put_short(arguments, "bye");
    put_big(arguments, 0, 4);
    return method(50, arguments);
  }

  const Target& target_;
  Phase phase_ = Phase::starting;
};

}  // namespace

std::unique_ptr<Conversation> make_amqp(const Target& target, std::string& error) {
  if (target.path.size() > 255) error = "the virtual host is too long";
  return error.empty() ? std::make_unique<Amqp>(target) : nullptr;
}

}  // namespace jeden::probe
