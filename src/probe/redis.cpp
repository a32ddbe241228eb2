// Redis and Valkey: PING in RESP2, after AUTH when there is a password; the master by a Sentinel when asked
// for.
#include <vector>

#include "probe/kind.hpp"
#include "probe/lines.hpp"

namespace jeden::probe {
namespace {

std::string command(const std::vector<std::string_view>& words) {
  std::string text = "*" + std::to_string(words.size()) + "\r\n";
  for (const auto word : words)
    text += "$" + std::to_string(word.size()) + "\r\n" + std::string{word} + "\r\n";
  return text;
}

class Redis final : public LineConversation {
 public:
  explicit Redis(const Target& target) : target_{target}, sentinel_{target.parameter("sentinel")} {}

  Step open() override {
    if (!sentinel_.empty()) return ask_sentinel();
    return target_.password ? log_in() : select();
  }

 private:
  enum class Phase : std::uint8_t {
    logging_in,
    selecting,
    pinging,
    sentinel_count,
    sentinel_size,
    sentinel_text
  };

  Step log_in() {
    phase_ = Phase::logging_in;
    logged_in_ = true;
    if (target_.user) return more(command({"AUTH", *target_.user, *target_.password}));
    return more(command({"AUTH", *target_.password}));
  }
  Step select() {
    const std::string_view database = std::string_view{target_.path}.substr(target_.path.empty() ? 0 : 1);
    if (database.empty() || !target_.password) return ping();
    phase_ = Phase::selecting;
    return more(command({"SELECT", database}));
  }
  Step ping() {
    phase_ = Phase::pinging;
    return more(command({"PING"}));
  }
  Step ask_sentinel() {
    phase_ = Phase::sentinel_count;
    return more(command({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", sentinel_}));
  }

  Step line(const std::string& text) override {
    if (text.starts_with('-')) return refused(text.substr(1));
    switch (phase_) {
      case Phase::logging_in:
        if (text != "+OK") break;
        return sentinel_.empty() ? select() : ask_sentinel();
      case Phase::selecting:
        if (text != "+OK") break;
        return ping();
      case Phase::pinging:
        if (text != "+PONG") break;
        return done(ready());
      case Phase::sentinel_count:
        if (text == "*-1")
          return done(pending(Reason::starting, "the sentinel knows no master \"" + sentinel_ + "\""));
        if (text != "*2") break;
        phase_ = Phase::sentinel_size;
        return more();
      case Phase::sentinel_size:
        if (!text.starts_with('$')) break;
        phase_ = Phase::sentinel_text;
        return more();
      case Phase::sentinel_text: return sentinel_text(text);
    }
    return garbage("not an answer of Redis");
  }

  Step sentinel_text(const std::string& text) {
    if (master_.empty()) {
      master_ = text.find(':') == std::string::npos ? text : "[" + text + "]";
      phase_ = Phase::sentinel_size;
      return more();
    }
    return redirect(std::string{target_.kind->scheme} + "://" + master_ + ":" + text);
  }

  Step refused(const std::string& error) {
    const std::string text = clean(error);
    const auto says = [&](std::string_view word) { return text.find(word) != std::string::npos; };
    if (text.starts_with("LOADING")) return done(pending(Reason::starting, text));
    if (text.starts_with("MASTERDOWN")) return done(pending(Reason::starting, text));
    if (text.starts_with("BUSY") || says("max number of clients")) return done(pending(Reason::busy, text));
    if (text.starts_with("DENIED")) return done(hopeless(Reason::auth, text));
    if (text.starts_with("NOAUTH") || text.starts_with("NOPERM")) {
      if (!target_.password)
        return done(ready());  // It would accept a session of somebody who knows the password.
      if (!logged_in_) return log_in();
      return text.starts_with("NOPERM") ? done(ready()) : done(hopeless(Reason::auth, text));
    }
    if (phase_ == Phase::logging_in) return done(hopeless(Reason::auth, text));
    if (phase_ == Phase::selecting) return done(hopeless(Reason::no_database, text));
    return done(pending(Reason::protocol, text));
  }

  const Target& target_;
  std::string sentinel_;
  std::string master_;
  Phase phase_ = Phase::pinging;
  bool logged_in_ = false;
};

}  // namespace

std::unique_ptr<Conversation> make_redis(const Target& target, std::string& error) {
  if (target.path.size() > 1 && target.path.find_first_not_of("0123456789", 1) != std::string::npos) {
    error = "the path is the number of a database, as in /0";
    return nullptr;
  }
  return std::make_unique<Redis>(target);
}

}  // namespace jeden::probe
