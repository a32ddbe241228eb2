// NATS: INFO from the server, CONNECT and PING from us, PONG back.
#include "probe/json_text.hpp"
#include "probe/kind.hpp"
#include "probe/lines.hpp"
#include "probe/password.hpp"

namespace jeden::probe {
namespace {

class Nats final : public LineConversation {
 public:
  explicit Nats(const Target& target) : target_{target} {}

  Step open() override { return more(); }
  Step secured() override { return log_in(); }

 private:
  Step line(const std::string& text) override {
    if (text.starts_with("INFO ") && !informed_) return inform(text);
    if (!informed_) return garbage("not an answer of NATS");
    if (text == "PONG") return done(ready());
    if (text == "+OK" || text == "PING" || text.starts_with("INFO ")) return more();
    if (text.starts_with("-ERR")) return refused(clean(text.substr(4)));
    return garbage("not an answer of NATS");
  }

  Step inform(const std::string& text) {
    informed_ = true;
    const auto says = [&](std::string_view word) { return text.find(word) != std::string::npos; };
    if (says("\"tls_required\":true") && target_.opening == Target::Opening::plain) {
      if (!tls_is_built_in) return done(ready());
      return secure();
    }
    return log_in();
  }

  Step log_in() {
    std::string options =
        R"({"verbose":false,"pedantic":false,"lang":"c++","name":"jeden","version":")" JEDEN_VERSION "\"";
    if (target_.password && target_.user)
      options += ",\"user\":" + to_json_text(*target_.user) + ",\"pass\":" + to_json_text(*target_.password);
    else if (target_.password)
      options += ",\"auth_token\":" + to_json_text(*target_.password);
    return more("CONNECT " + options + "}\r\nPING\r\n");
  }

  Step refused(const std::string& error) {
    if (error.find("uthoriz") != std::string::npos || error.find("uthentication") != std::string::npos)
      return done(target_.password ? hopeless(Reason::auth, error) : ready());
    if (error.find("maximum connections") != std::string::npos) return done(pending(Reason::busy, error));
    return done(pending(Reason::protocol, error));
  }

  const Target& target_;
  bool informed_ = false;
};

}  // namespace

std::unique_ptr<Conversation> make_nats(const Target& target, std::string&) {
  return std::make_unique<Nats>(target);
}

}  // namespace jeden::probe
