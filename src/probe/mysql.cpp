// MySQL and MariaDB. Without a password the handshake is still carried to its end, as an unknown user: a
// server counts connections that end in mid-handshake and blocks the host after a hundred
// (max_connect_errors).
#include "probe/bytes.hpp"
#include "probe/kind.hpp"
#include "probe/mysql_packet.hpp"
#include "probe/password.hpp"
#include "probe/url.hpp"

namespace jeden::probe {
namespace {

constexpr std::uint32_t with_database = 0x8;
constexpr std::uint32_t with_tls = 0x800;
constexpr std::uint32_t with_plugins = 0x80000;
// Long passwords, protocol 4.1, transactions, secure connection.
constexpr std::uint32_t usual = 0x1 | 0x200 | 0x2000 | 0x8000;

class Mysql final : public Conversation {
 public:
  explicit Mysql(const Target& target)
      : target_{target},
        mode_{target.parameter(
            "sslmode", target.password && target.socket.empty() && tls_is_built_in ? "prefer" : "disable")},
        query_{target.parameter("query")} {}

  Step open() override { return more(); }
  Step secured() override {
    is_secure_ = true;
    return log_in();
  }

 private:
  enum class Phase : std::uint8_t { greeting, logging_in, querying, columns, rows };

  Step advance() override {
    MysqlPacket packet;
    for (;;) {
      switch (take_mysql_packet(input_, packet)) {
        case MysqlTaken::nothing: return more();
        case MysqlTaken::garbage: return garbage("not an answer of MySQL");
        case MysqlTaken::packet: break;
      }
      sequence_ = static_cast<std::uint8_t>(packet.sequence + 1);
      Step step = answer(packet.payload);
      if (step.kind != Step::Kind::more || !step.output.empty()) return step;
    }
  }

  Step answer(const std::string& payload) {
    const auto kind = static_cast<unsigned char>(payload.front());
    if (kind == 0xff) {
      const MysqlError error = read_mysql_error(payload);
      if (error.code == 0) return garbage("not an answer of MySQL");
      if (phase_ >= Phase::querying) return done(pending(Reason::query, error.message), quit());
      return done(judge_mysql_error(error, target_, phase_ == Phase::logging_in));
    }
    switch (phase_) {
      case Phase::greeting: return greeted(payload);
      case Phase::logging_in: return logging_in(kind, payload);
      case Phase::querying:
        if (kind == 0) return done(ready(), quit());
        phase_ = Phase::columns;
        return more();
      case Phase::columns:
        if (kind == 0xfe && payload.size() < 9) phase_ = Phase::rows;
        return more();
      case Phase::rows:
        if (kind == 0xfe && payload.size() < 9)
          return done(pending(Reason::query, "the query found no row"), quit());
        return done(ready());
    }
    return garbage("not an answer of MySQL");
  }

  Step greeted(const std::string& payload) {
    auto greeting = read_mysql_greeting(payload);
    if (!greeting) return garbage("not a greeting of MySQL");
    greeting_ = std::move(*greeting);
    plugin_ = greeting_.plugin;
    phase_ = Phase::logging_in;
    if (mode_ == "disable") return log_in();
    if ((greeting_.capabilities & with_tls) == 0) {
      if (mode_ == "prefer") return log_in();
      return done(hopeless(Reason::tls, "the server does not offer TLS, see sslmode"));
    }
    std::string request = head(with_tls);
    Step step = secure(mysql_packet(sequence_, request));
    ++sequence_;
    return step;
  }

  // What the TLS request and the login have in common.
  std::string head(std::uint32_t more_capabilities) const {
    std::string text;
    put_little(text, capabilities() | more_capabilities, 4);
    put_little(text, 1 << 24, 4);
    text.push_back(33);  // utf8
    text += std::string(23, '\0');
    return text;
  }
  std::uint32_t capabilities() const {
    return usual | (greeting_.capabilities & with_plugins) | (database().empty() ? 0 : with_database);
  }
  std::string database() const {
    return target_.password && target_.path.size() > 1 ? decode(target_.path.substr(1)).value_or("")
                                                       : std::string{};
  }

  Step log_in() {
    std::string text = head(is_secure_ ? with_tls : 0);
    put_text(text, target_.user.value_or(target_.password ? "root" : "jeden"));
    // Another plugin than the two known ones is answered when the server insists on it.
    const std::string proof = prove(plugin_).value_or("");
    put_little(text, proof.size(), 1);
    text += proof;
    if (!database().empty()) put_text(text, database());
    if ((greeting_.capabilities & with_plugins) != 0)
      put_text(text, prove(plugin_) ? plugin_ : "mysql_native_password");
    return more(mysql_packet(sequence_, text));
  }

  std::optional<std::string> prove(std::string_view plugin) const {
    if (!target_.password) return std::string{};
    return mysql_answer(plugin, *target_.password, greeting_.scramble);
  }

  Step logging_in(unsigned char kind, const std::string& payload) {
    if (kind == 0) return session_stands();
    if (!target_.password) return done(ready());  // It wants to know more: it is alive.
    if (kind == 0xfe) return switch_plugin(payload);
    if (kind != 1 || payload.size() < 2) return garbage("not an answer of MySQL");
    if (payload[1] == 3) return more();  // The password was in its cache; OK follows.
    if (payload[1] != 4) return garbage("not an answer of MySQL");
    if (!is_secure_ && target_.socket.empty())
      return done(hopeless(Reason::auth, "the server wants the password over TLS, see sslmode"));
    return more(mysql_packet(sequence_, *target_.password + '\0'));
  }

  Step switch_plugin(const std::string& payload) {
    Reader reader{std::string_view{payload}.substr(1)};
    plugin_ = reader.text();
    greeting_.scramble = reader.rest().substr(0, 20);
    if (plugin_ == "mysql_clear_password" && is_secure_)
      return more(mysql_packet(sequence_, *target_.password + '\0'));
    const auto proof = prove(plugin_);
    if (!proof)
      return done(hopeless(Reason::auth, "the server wants " + clean(plugin_) + ", which is not supported"));
    return more(mysql_packet(sequence_, *proof));
  }

  Step session_stands() {
    if (query_.empty() || !target_.password) return done(ready(), quit());
    phase_ = Phase::querying;
    return more(mysql_packet(0, "\x03" + query_));
  }

  static std::string quit() { return mysql_packet(0, "\x01"); }

  const Target& target_;
  std::string mode_;
  std::string query_;
  MysqlGreeting greeting_;
  std::string plugin_;
  std::uint8_t sequence_ = 0;
  bool is_secure_ = false;
  Phase phase_ = Phase::greeting;
};

}  // namespace

std::unique_ptr<Conversation> make_mysql(const Target& target, std::string& error) {
  if (target.password && !hashes_are_built_in) error = "this jeden was built without password hashing";
  if (!target.parameter("query").empty() && !target.password) error = "query needs a password";
  if (!error.empty() || !check_sslmode(target, error)) return nullptr;
  return std::make_unique<Mysql>(target);
}

}  // namespace jeden::probe
