#include "probe/mysql_packet.hpp"

#include <algorithm>

#include "probe/bytes.hpp"
#include "probe/conversation.hpp"
#include "probe/crypto.hpp"

namespace jeden::probe {
namespace {

std::string exclusive_or(std::string left, std::string_view right) {
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    left[i] = static_cast<char>(left[i] ^ right[i]);
  return left;
}

}  // namespace

MysqlTaken take_mysql_packet(std::string& input, MysqlPacket& packet) {
  if (input.size() < 4) return MysqlTaken::nothing;
  Reader reader{input};
  const auto length = reader.little(3);
  packet.sequence = static_cast<std::uint8_t>(reader.little(1));
  if (length == 0 || length > Conversation::input_limit - 8) return MysqlTaken::garbage;
  if (input.size() < length + 4) return MysqlTaken::nothing;
  packet.payload = reader.bytes(length);
  input.erase(0, length + 4);
  return MysqlTaken::packet;
}

std::string mysql_packet(std::uint8_t sequence, std::string_view payload) {
  std::string packet;
  put_little(packet, payload.size(), 3);
  put_little(packet, sequence, 1);
  packet += payload;
  return packet;
}

std::optional<MysqlGreeting> read_mysql_greeting(std::string_view payload) {
  Reader reader{payload};
  MysqlGreeting greeting;
  if (reader.little(1) != 10) return std::nullopt;
  greeting.version = reader.text();
  reader.little(4);
  greeting.scramble = reader.bytes(8);
  reader.little(1);
  greeting.capabilities = static_cast<std::uint32_t>(reader.little(2));
  if (reader.failed()) return std::nullopt;
  if (reader.rest().empty()) return greeting;
  reader.little(3);
  greeting.capabilities |= static_cast<std::uint32_t>(reader.little(2) << 16);
  reader.little(1);
  reader.bytes(10);
  greeting.scramble += reader.bytes(12);
  reader.little(1);
  if (reader.failed()) return std::nullopt;
  greeting.plugin = reader.rest().substr(0, reader.rest().find('\0'));
  return greeting;
}

MysqlError read_mysql_error(std::string_view payload) {
  Reader reader{payload};
  reader.little(1);
  MysqlError error;
  error.code = static_cast<int>(reader.little(2));
  std::string_view text = reader.rest();
  if (text.starts_with('#') && text.size() >= 6) text.remove_prefix(6);
  error.message = clean(std::string{text});
  return error;
}

Verdict judge_mysql_error(const MysqlError& error, const Target& target, bool greeted) {
  switch (error.code) {
    case 1040:  // ER_CON_COUNT_ERROR
    case 1203:  // ER_TOO_MANY_USER_CONNECTIONS
    case 1226: return pending(Reason::busy, error.message);
    case 1053:  // ER_SERVER_SHUTDOWN
    case 1927: return pending(Reason::stopping, error.message);
    case 3032: return pending(Reason::starting, error.message);  // ER_SERVER_OFFLINE_MODE
    case 1129:                                                   // ER_HOST_IS_BLOCKED
    case 1130: return hopeless(Reason::auth, error.message);     // ER_HOST_NOT_PRIVILEGED
    case 1049:                                                   // ER_BAD_DB_ERROR
    case 1044:                                                   // ER_DBACCESS_DENIED_ERROR
      return target.password ? hopeless(Reason::no_database, error.message) : ready();
    case 1045:  // ER_ACCESS_DENIED_ERROR
    case 1251:  // ER_NOT_SUPPORTED_AUTH_MODE
    case 1698: return target.password ? hopeless(Reason::auth, error.message) : ready();
    default: break;
  }
  // Once it has greeted and looked at a login, it would accept a session of somebody.
  if (greeted && !target.password) return ready();
  return pending(greeted ? Reason::auth : Reason::starting, error.message);
}

std::optional<std::string> mysql_answer(std::string_view plugin, std::string_view password,
                                        std::string_view scramble) {
  if (plugin == "mysql_native_password" || plugin.empty()) {
    if (password.empty()) return std::string{};
    const std::string once = sha1(password);
    return exclusive_or(once, sha1(std::string{scramble} + sha1(once)));
  }
  if (plugin == "caching_sha2_password") {
    if (password.empty()) return std::string{};
    const std::string once = sha256(password);
    return exclusive_or(once, sha256(sha256(once) + std::string{scramble}));
  }
  return std::nullopt;
}

}  // namespace jeden::probe
