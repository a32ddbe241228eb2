// PostgreSQL's frontend/backend protocol 3.0 (PostgreSQL documentation, chapter "Frontend/Backend Protocol").
#include "base/text.hpp"
#include "probe/bytes.hpp"
#include "probe/kind.hpp"
#include "probe/password.hpp"
#include "probe/postgres_message.hpp"
#include "probe/url.hpp"

namespace jeden::probe {
namespace {

constexpr std::uint32_t ssl_request = 80877103;
constexpr std::uint32_t protocol_3 = 196608;

enum class Tls : std::uint8_t { never, preferred, required };

class Postgres final : public Conversation {
 public:
  explicit Postgres(const Target& target) : target_{target}, database_{database(target)} {
    const auto mode =
        target.parameter("sslmode", target.password && target.socket.empty() ? "prefer" : "disable");
    if (mode == "prefer" || mode == "allow") tls_ = Tls::preferred;
    if (mode == "require" || mode.starts_with("verify")) tls_ = Tls::required;
    if (!tls_is_built_in && tls_ == Tls::preferred) tls_ = Tls::never;
  }

  Step open() override {
    if (tls_ == Tls::never) return more(startup());
    phase_ = Phase::asked_for_tls;
    std::string request;
    put_big(request, 8, 4);
    put_big(request, ssl_request, 4);
    return more(std::move(request));
  }

  Step secured() override { return more(startup()); }

 private:
  enum class Phase : std::uint8_t { asked_for_tls, authenticating, authenticated, querying };

  static std::string database(const Target& target) {
    if (const auto name = target.parameter("dbname"); !name.empty()) return std::string{name};
    return target.path.size() > 1 ? decode(target.path.substr(1)).value_or("") : std::string{};
  }

  std::string user() const { return target_.user.value_or("postgres"); }

  std::string startup() {
    phase_ = Phase::authenticating;
    std::string body;
    put_big(body, protocol_3, 4);
    put_text(body, "user");
    put_text(body, user());
    if (!database_.empty()) {
      put_text(body, "database");
      put_text(body, database_);
    }
    put_text(body, "application_name");
    put_text(body, "jeden");
    put_text(body, "");
    std::string message;
    put_big(message, body.size() + 4, 4);
    return message + body;
  }

  Step advance() override {
    if (phase_ == Phase::asked_for_tls) return answer_to_tls();
    PostgresMessage message;
    for (;;) {
      switch (take_postgres_message(input_, message)) {
        case Taken::nothing: return more();
        case Taken::garbage: return garbage("not an answer of PostgreSQL");
        case Taken::message: break;
      }
      Step step = answer(message);
      if (step.kind != Step::Kind::more || !step.output.empty()) return step;
    }
  }

  Step answer_to_tls() {
    if (input_.empty()) return more();
    const char reply = input_.front();
    if (reply == 'E') {
      phase_ = Phase::authenticating;  // An error such as "too many clients" needs no encryption.
      return advance();
    }
    // Bytes behind the reply would be an attempt to smuggle plain text in (CVE-2021-23222).
    if (input_.size() != 1 || (reply != 'S' && reply != 'N')) return garbage("not an answer of PostgreSQL");
    input_.clear();
    if (reply == 'S') return secure();
    if (tls_ == Tls::required)
      return done(hopeless(Reason::tls, "the server does not offer TLS, see sslmode"));
    return more(startup());
  }

  Step answer(const PostgresMessage& message) {
    switch (message.type) {
      case 'E': return error(message.body);
      case 'R': return authenticate(message.body);
      case 'Z': return session_stands();
      case 'T': has_rows_ = true; return more();
      case 'D': ++rows_; return more();
      case 'v':  // A newer server negotiates the protocol's version down.
      case 'S':
      case 'K':
      case 'N':
      case 'C':
      case 'I':
      case 'A': return more();
      default: return garbage("not an answer of PostgreSQL");
    }
  }

  Step authenticate(std::string_view body) {
    Reader reader{body};
    const auto method = reader.big(4);
    if (reader.failed()) return garbage("not an answer of PostgreSQL");
    if (method == 0) {
      if (scram_ && !scram_->is_proven())
        return done(hopeless(Reason::auth, "the server did not prove that it knows the password"));
      phase_ = Phase::authenticated;
      return more();
    }
    // It asks for a password: it would accept a session.
    if (!target_.password) return done(ready());
    return send_password(method, reader.rest());
  }

  static std::string unsupported(const std::string& authentication) {
    return "the server wants an authentication that is not supported: " + authentication;
  }

  Step send_password(std::uint64_t method, std::string_view data) {
    switch (method) {
      case 3: return more(message('p', *target_.password + '\0'));
      case 5: {
        if (!hashes_are_built_in)
          return done(hopeless(Reason::auth, "this jeden was built without password hashing"));
        if (data.size() != 4) return garbage("not an answer of PostgreSQL");
        return more(message('p', postgres_md5(user(), *target_.password, data) + '\0'));
      }
      case 10: return begin_scram(data);
      case 11: {
        std::string error;
        if (!scram_) return garbage("not an answer of PostgreSQL");
        const auto answer = scram_->answer(data, error);
        if (!answer) return done(pending(Reason::protocol, error));
        return more(message('p', *answer));
      }
      case 12: {
        if (!scram_ || !scram_->verify(data))
          return done(hopeless(Reason::auth, "the server did not prove that it knows the password"));
        return more();
      }
      default: return done(hopeless(Reason::auth, unsupported("method " + std::to_string(method))));
    }
  }

  Step begin_scram(std::string_view data) {
    if (!hashes_are_built_in)
      return done(hopeless(Reason::auth, "this jeden was built without password hashing"));
    Reader reader{data};
    bool offered = false;
    std::string others;
    for (std::string_view name = reader.text(); !name.empty(); name = reader.text()) {
      offered = offered || name == "SCRAM-SHA-256";
      base::append(others, name);
    }
    if (!offered) return done(hopeless(Reason::auth, unsupported(clean(others))));
    scram_.emplace(*target_.password, random_nonce());
    const std::string first = scram_->first();
    std::string body{"SCRAM-SHA-256"};
    body.push_back('\0');
    put_big(body, first.size(), 4);
    return more(message('p', body + first));
  }

  Step session_stands() {
    if (phase_ == Phase::authenticating) return garbage("not an answer of PostgreSQL");
    const auto query = target_.parameter("query");
    const std::string goodbye = message('X', "");
    if (query.empty()) return done(ready(), goodbye);
    if (phase_ == Phase::authenticated) {
      phase_ = Phase::querying;
      return more(message('Q', std::string{query} + '\0'));
    }
    if (has_rows_ && rows_ == 0) return done(pending(Reason::query, "the query found no row"), goodbye);
    return done(ready(), goodbye);
  }

  Step error(std::string_view body) {
    const PostgresError error = read_postgres_error(body);
    if (phase_ == Phase::querying) return done(pending(Reason::query, error.message), message('X', ""));
    return done(judge_postgres_error(error, target_, database_));
  }

  static std::string message(char type, std::string_view body) {
    std::string text(1, type);
    put_big(text, body.size() + 4, 4);
    text += body;
    return text;
  }

  const Target& target_;
  std::string database_;
  Tls tls_ = Tls::never;
  Phase phase_ = Phase::authenticating;
  std::optional<Scram> scram_;
  bool has_rows_ = false;
  std::uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<Conversation> make_postgres(const Target& target, std::string& error) {
  if (!check_sslmode(target, error)) return nullptr;
  return std::make_unique<Postgres>(target);
}

}  // namespace jeden::probe
