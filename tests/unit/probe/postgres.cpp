#include "catch.hpp"
#include "unit/probe/converse.hpp"

using namespace jeden::probe;

namespace {

std::string message(char type, std::string_view body) {
  std::string text(1, type);
  const auto size = static_cast<std::uint32_t>(body.size() + 4);
  for (int shift = 24; shift >= 0; shift -= 8) text.push_back(static_cast<char>(size >> shift & 0xff));
  return text + std::string{body};
}
std::string error(std::string_view state, std::string_view text) {
  const std::string end(1, '\0');
  return message('E', "SFATAL" + end + "C" + std::string{state} + end + "M" + std::string{text} + end + end);
}
const std::string asks_for_password = message('R', std::string{"\0\0\0\3", 4});

}  // namespace

TEST_CASE("PostgreSQL's states are told apart") {
  const auto ask = [](const std::string& answer, const char* url = "postgres://h") {
    return reason(converse(url, answer));
  };
  CHECK(ask(error("57P03", "the database system is starting up")) == "starting");
  CHECK(ask(error("57P03", "the database system is shutting down")) == "stopping");
  CHECK(ask(error("57P03", "the database system is in recovery mode")) == "recovery");
  CHECK(ask(error("57P03", "the database system is not accepting connections")) == "recovery");
  CHECK(ask(error("57P03", "das Datenbanksystem startet")) == "starting");
  CHECK(ask(error("53300", "sorry, too many clients already")) == "busy");
  CHECK(ask("EFATAL:  could not fork new process\n" + std::string(1, '\0')) == "busy");
  CHECK(ask(error("3D000", "no"), "postgres://h/nix") == "no_database");
  CHECK(ask(error("3D000", "no")) == "ready");
  CHECK(ask(error("28000", "no role")) == "ready");
  CHECK(ask(error("28P01", "no"), "postgres://u:p@h?sslmode=disable") == "auth");
  CHECK(ask(asks_for_password) == "ready");
}

TEST_CASE("what is not PostgreSQL is garbage at once") {
  CHECK(reason(converse("postgres://h", "HTTP/1.1 400 Bad")) == "protocol");
  CHECK(reason(converse("postgres://h", std::string{"R\x7f\xff\xff\xff", 5})) == "protocol");
  CHECK(reason(converse("postgres://h", message('Z', "I"))) == "protocol");
  CHECK(reason(converse("postgres://h", "")) == "more");
}

TEST_CASE("bytes behind the answer about TLS are an attack") {
  CHECK(reason(converse("postgres://u:p@h", "SE", 2)) == "protocol");
  CHECK(converse("postgres://u:p@h", "S").last.kind == Step::Kind::secure);
  CHECK(reason(converse("postgres://u:p@h?sslmode=require", "N")) == "tls");
}

TEST_CASE("a password is sent only when it was given") {
  CHECK(converse("postgres://u@h", asks_for_password).sent.find('p') != std::string::npos);
  const Talk talk = converse("postgres://u:geheim@h?sslmode=disable", asks_for_password);
  CHECK(talk.sent.find("geheim") != std::string::npos);
}
