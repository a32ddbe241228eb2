// A protocol's handshake as a machine without sockets: it eats bytes and says what to do next. The tests and
// the fuzzers feed the same machines that the transport does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "probe/verdict.hpp"

namespace jeden::probe {

struct Step {
  enum class Kind : std::uint8_t {
    more,      // send `output`, if any, and feed what arrives
    secure,    // send `output`, then begin TLS, then call secured()
    redirect,  // ask the URL `location` instead
    done,      // the verdict; `output` is a goodbye that need not arrive
  };
  Kind kind = Kind::more;
  std::string output;
  Verdict verdict;
  std::string location;
};

inline Step more(std::string output = {}) {
  return {Step::Kind::more, std::move(output), {}, {}};
}
inline Step secure(std::string output = {}) {
  return {Step::Kind::secure, std::move(output), {}, {}};
}
inline Step done(Verdict verdict, std::string goodbye = {}) {
  return {Step::Kind::done, std::move(goodbye), std::move(verdict), {}};
}
inline Step redirect(std::string url) {
  return {Step::Kind::redirect, {}, {}, std::move(url)};
}
inline Step garbage(std::string detail) {
  return done(pending(Reason::protocol, std::move(detail)));
}

class Conversation {
 public:
  // What a peer may send before a conversation must have understood it.
  static constexpr std::size_t input_limit = 64 * 1024;

  virtual ~Conversation() = default;

  // The connection stands, TLS included where the scheme begins with it.
  virtual Step open() = 0;
  // The TLS that a `secure` step asked for stands.
  virtual Step secured() { return garbage("TLS was not expected"); }
  // The peer closed its side.
  virtual Step ended();

  Step feed(std::string_view bytes);

 protected:
  // Looks at `input_`, removes what it has understood. Called whenever bytes have arrived.
  virtual Step advance() = 0;

  std::string input_;
};

// Takes a line without its end from the front of the input; false when there is none yet.
bool take_line(std::string& input, std::string& line);

// Nothing is said: a connection that was accepted is enough.
class Silence final : public Conversation {
 public:
  Step open() override { return done(ready()); }

 private:
  Step advance() override { return done(ready()); }
};

}  // namespace jeden::probe
