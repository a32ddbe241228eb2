// Packets of the MySQL and MariaDB client/server protocol and the scrambles of its passwords.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "probe/target.hpp"
#include "probe/verdict.hpp"

namespace jeden::probe {

struct MysqlPacket {
  std::uint8_t sequence = 0;
  std::string payload;  // never empty
};

enum class MysqlTaken : std::uint8_t { packet, nothing, garbage };

MysqlTaken take_mysql_packet(std::string& input, MysqlPacket& packet);
std::string mysql_packet(std::uint8_t sequence, std::string_view payload);

struct MysqlGreeting {
  std::string version;
  std::string scramble;  // 20 bytes
  std::uint32_t capabilities = 0;
  std::string plugin;
};

// nullopt when it is not the greeting of protocol 10.
std::optional<MysqlGreeting> read_mysql_greeting(std::string_view payload);

struct MysqlError {
  int code = 0;
  std::string message;
};

MysqlError read_mysql_error(std::string_view payload);

// What an error says about readiness: before the login when `greeted` is false.
Verdict judge_mysql_error(const MysqlError& error, const Target& target, bool greeted);

// The answer of a plugin to a scramble; nullopt for a plugin that is not known.
std::optional<std::string> mysql_answer(std::string_view plugin, std::string_view password,
                                        std::string_view scramble);

}  // namespace jeden::probe
