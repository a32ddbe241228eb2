// What one attempt of a wait found out.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace jeden::probe {

// Why a dependency is not ready. The order is the rank: when several addresses of one name answer
// differently, the highest reason tells the user most.
enum class Reason : std::uint8_t {
  none,
  unreachable,
  refused,
  missing,  // a file or socket does not exist
  timeout,
  dns,
  reset,     // the peer closed or reset the connection
  protocol,  // the answer is not of the protocol
  tls,
  content,      // a file, log, header or body does not hold what is expected
  http_status,  // spelled http_503
  exit_code,    // spelled exit_1
  killed,       // the command was ended by a signal, spelled signal_9
  query,        // the session's query failed or found nothing
  busy,         // too many connections
  stopping,
  recovery,
  starting,
  no_database,
  auth,
};

enum class Outcome : std::uint8_t {
  ready,
  pending,
  hopeless,  // waiting will not help: wrong password, no such database
};

struct Verdict {
  Outcome outcome = Outcome::pending;
  Reason reason = Reason::none;
  int code = 0;  // the status of http_status, exit_code and killed
  std::string detail;

  bool is_ready() const noexcept { return outcome == Outcome::ready; }
};

inline Verdict ready() {
  return {Outcome::ready, Reason::none, 0, {}};
}
inline Verdict pending(Reason reason, std::string detail, int code = 0) {
  return {Outcome::pending, reason, code, std::move(detail)};
}
inline Verdict hopeless(Reason reason, std::string detail) {
  return {Outcome::hopeless, reason, 0, std::move(detail)};
}

// "refused", "http_503", "exit_1": the value of the key `reason` in logs. Empty for none.
std::string reason_text(const Verdict& verdict);

// Text from a peer, fit for a message: printable, one line, at most 200 bytes.
std::string clean(std::string text);

}  // namespace jeden::probe
