// The table of schemes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "probe/conversation.hpp"
#include "probe/target.hpp"

namespace jeden::probe {

enum class Means : std::uint8_t { stream, tls_stream, unix_socket, file, log, command, names };

// Makes the conversation of one attempt; sets `error` and gives null when a parameter is wrong.
using Make = std::unique_ptr<Conversation> (*)(const Target& target, std::string& error);

struct Kind {
  std::string_view scheme;
  Means means = Means::stream;
  std::uint16_t port = 0;  // 0: the URL must name one
  Make make = nullptr;
  std::string_view parameters;         // blank-separated; the general ones of the means come on top
  std::string_view password_variable;  // also with _FILE behind it
  std::string_view user_variable;
};

// Also for what names a driver, as SQLAlchemy's users write it: "postgresql+asyncpg", "mysql+pymysql".
const Kind* find_kind(std::string_view scheme);
// All schemes, for suggestions.
std::span<const std::string_view> schemes();

// False, with the error set, when the parameter sslmode is wrong.
bool check_sslmode(const Target& target, std::string& error);

// One a protocol, each in the file of its name.
std::unique_ptr<Conversation> make_silence(const Target&, std::string& error);
std::unique_ptr<Conversation> make_amqp(const Target&, std::string& error);
std::unique_ptr<Conversation> make_grpc(const Target&, std::string& error);
std::unique_ptr<Conversation> make_http(const Target&, std::string& error);
std::unique_ptr<Conversation> make_kafka(const Target&, std::string& error);
std::unique_ptr<Conversation> make_ldap(const Target&, std::string& error);
std::unique_ptr<Conversation> make_memcached(const Target&, std::string& error);
std::unique_ptr<Conversation> make_mongodb(const Target&, std::string& error);
std::unique_ptr<Conversation> make_mqtt(const Target&, std::string& error);
std::unique_ptr<Conversation> make_mysql(const Target&, std::string& error);
std::unique_ptr<Conversation> make_nats(const Target&, std::string& error);
std::unique_ptr<Conversation> make_postgres(const Target&, std::string& error);
std::unique_ptr<Conversation> make_redis(const Target&, std::string& error);
std::unique_ptr<Conversation> make_smtp(const Target&, std::string& error);

}  // namespace jeden::probe
