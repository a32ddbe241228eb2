#include "catch.hpp"
#include "probe/mysql_packet.hpp"
#include "probe/password.hpp"
#include "unit/probe/converse.hpp"

using namespace jeden::probe;

namespace {

const std::string greeting =
    mysql_packet(0, std::string{"\x0a", 1} + "10.11.6" + std::string(1, '\0') + "\1\1\1\1" + "12345678" +
                        std::string(1, '\0') + "\xff\xf7" + "\x21\2" + std::string(1, '\0') + "\xff\x81\x15" +
                        std::string(10, '\0') + "123456789012" + std::string(1, '\0') +
                        "mysql_native_password" + std::string(1, '\0'));

std::string error(std::uint8_t sequence, int code) {
  std::string payload{"\xff"};
  payload.push_back(static_cast<char>(code & 0xff));
  payload.push_back(static_cast<char>(code >> 8));
  return mysql_packet(sequence, payload + "#28000no");
}

}  // namespace

TEST_CASE("MySQL's greeting is not enough, an answer to the login is") {
  CHECK(reason(converse("mysql://h", greeting)) == "more");
  CHECK(reason(converse("mysql://h", greeting + error(2, 1045))) == "ready");
  CHECK(reason(converse("mysql://h", error(0, 1040))) == "busy");
  CHECK(reason(converse("mysql://h", error(0, 1130))) == "auth");
  CHECK(reason(converse("mysql://h", error(0, 1053))) == "stopping");
  CHECK(reason(converse("mysql://h", "SSH-2.0-OpenSSH")) == "protocol");
}

TEST_CASE("MySQL with a password") {
  if (!hashes_are_built_in) return;
  const char* url = "mysql://u:p@h/d?sslmode=disable";
  CHECK(reason(converse(url, greeting + error(2, 1045))) == "auth");
  CHECK(reason(converse(url, greeting + error(2, 1049))) == "no_database");
  CHECK(reason(converse(url, greeting + mysql_packet(2, std::string{"\0\0\0\2\0\0\0", 7}))) == "ready");
  CHECK(converse("mysql://u:p@h", greeting).last.kind == Step::Kind::more);
  CHECK(reason(converse("mysql://u:p@h?sslmode=require", greeting)) == "tls");
}
