// MQTT 3.1.1 (OASIS): CONNECT, CONNACK.
#include "probe/bytes.hpp"
#include "probe/kind.hpp"
#include "probe/password.hpp"

namespace jeden::probe {
namespace {

void put_string(std::string& out, std::string_view text) {
  put_big(out, text.size(), 2);
  out += text;
}

class Mqtt final : public Conversation {
 public:
  explicit Mqtt(const Target& target) : target_{target} {}

  Step open() override {
    constexpr unsigned char clean_session = 0x02;
    constexpr unsigned char has_user = 0x80;
    constexpr unsigned char has_password = 0x40;
    const bool login = target_.user && target_.password;
    std::string body;
    put_string(body, "MQTT");
    body.push_back(4);
    body.push_back(static_cast<char>(clean_session | (login ? has_user | has_password : 0)));
    put_big(body, 30, 2);  // keep-alive in seconds
    put_string(body, "jeden-" + random_nonce().substr(0, 12));
    if (login) {
      put_string(body, *target_.user);
      put_string(body, *target_.password);
    }
    std::string packet{"\x10"};
    std::size_t length = body.size();
    do {
      packet.push_back(static_cast<char>((length & 0x7f) | (length > 0x7f ? 0x80 : 0)));
      length >>= 7;
    } while (length > 0);
    return more(packet + body);
  }

 private:
  Step advance() override {
    if (input_.empty()) return more();
    if (input_[0] != '\x20') return garbage("not an answer of MQTT");
    if (input_.size() < 2) return more();
    if (input_[1] != 2) return garbage("not an answer of MQTT");
    if (input_.size() < 4) return more();
    const std::string goodbye{"\xe0\x00", 2};
    switch (input_[3]) {
      case 0: return done(ready(), goodbye);
      case 1: return done(ready());  // A broker of another version is alive as well.
      case 2: return done(pending(Reason::protocol, "the broker refuses the client's name"));
      case 3: return done(pending(Reason::starting, "the broker is not available"));
      case 4:
      case 5:
        if (!target_.password) return done(ready());
        return done(hopeless(Reason::auth, input_[3] == 4 ? "wrong user or password" : "not authorized"));
      default: return garbage("not an answer of MQTT");
    }
  }

  const Target& target_;
};

}  // namespace

std::unique_ptr<Conversation> make_mqtt(const Target& target, std::string& error) {
  constexpr std::size_t longest = 65535;
  if (target.user.value_or("").size() > longest || target.password.value_or("").size() > longest) {
    error = "the user's name or password is too long";
    return nullptr;
  }
  return std::make_unique<Mqtt>(target);
}

}  // namespace jeden::probe
