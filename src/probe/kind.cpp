#include "probe/kind.hpp"

#include <array>

namespace jeden::probe {
namespace {

constexpr std::string_view http_parameters = "status body body_match header expect_header method redirect";
// Parameters that other clients of PostgreSQL and MongoDB put into the same URL are accepted and not used.
constexpr std::string_view postgres_parameters =
    "sslmode sslrootcert sslcert sslkey query host port dbname user application_name connect_timeout options "
    "target_session_attrs client_encoding";

constexpr std::string_view mysql_parameters = "sslmode sslrootcert sslcert sslkey query charset";
constexpr std::string_view mongodb_parameters =
    "primary tls replicaSet authSource retryWrites w readPreference directConnection appName";

constexpr std::array table{
    Kind{"tcp", Means::stream, 0, make_silence, "", "", ""},
    Kind{"unix", Means::unix_socket, 0, make_silence, "", "", ""},
    Kind{"http", Means::stream, 80, make_http, http_parameters, "", ""},
    Kind{"https", Means::tls_stream, 443, make_http, http_parameters, "", ""},
    Kind{"postgres", Means::stream, 5432, make_postgres, postgres_parameters, "PGPASSWORD", "PGUSER"},
    Kind{"postgresql", Means::stream, 5432, make_postgres, postgres_parameters, "PGPASSWORD", "PGUSER"},
    Kind{"mysql", Means::stream, 3306, make_mysql, mysql_parameters, "MYSQL_PWD", ""},
    Kind{"mariadb", Means::stream, 3306, make_mysql, mysql_parameters, "MYSQL_PWD", ""},
    Kind{"redis", Means::stream, 6379, make_redis, "sentinel", "REDIS_PASSWORD", ""},
    Kind{"rediss", Means::tls_stream, 6379, make_redis, "sentinel", "REDIS_PASSWORD", ""},
    Kind{"valkey", Means::stream, 6379, make_redis, "sentinel", "REDIS_PASSWORD", ""},
    Kind{"amqp", Means::stream, 5672, make_amqp, "heartbeat", "AMQP_PASSWORD", ""},
    Kind{"amqps", Means::tls_stream, 5671, make_amqp, "heartbeat", "AMQP_PASSWORD", ""},
    Kind{"mongodb", Means::stream, 27017, make_mongodb, mongodb_parameters, "", ""},
    Kind{"memcached", Means::stream, 11211, make_memcached, "tls", "", ""},
    Kind{"kafka", Means::stream, 9092, make_kafka, "tls", "", ""},
    Kind{"nats", Means::stream, 4222, make_nats, "tls", "NATS_PASSWORD", ""},
    Kind{"mqtt", Means::stream, 1883, make_mqtt, "", "MQTT_PASSWORD", ""},
    Kind{"mqtts", Means::tls_stream, 8883, make_mqtt, "", "MQTT_PASSWORD", ""},
    Kind{"smtp", Means::stream, 25, make_smtp, "", "", ""},
    Kind{"smtps", Means::tls_stream, 465, make_smtp, "", "", ""},
    Kind{"ldap", Means::stream, 389, make_ldap, "", "LDAP_PASSWORD", ""},
    Kind{"ldaps", Means::tls_stream, 636, make_ldap, "", "LDAP_PASSWORD", ""},
    Kind{"grpc", Means::stream, 50051, make_grpc, "service", "", ""},
    Kind{"grpcs", Means::tls_stream, 443, make_grpc, "service", "", ""},
    Kind{"dns", Means::names, 53, nullptr, "count type", "", ""},
    Kind{"file", Means::file, 0, nullptr, "nonempty contains match type", "", ""},
    Kind{"log", Means::log, 0, nullptr, "contains match from", "", ""},
    Kind{"exec", Means::command, 0, nullptr, "", "", ""},
};

constexpr auto names = [] {
  std::array<std::string_view, table.size()> result{};
  for (std::size_t i = 0; i < table.size(); ++i) result[i] = table[i].scheme;
  return result;
}();

}  // namespace

std::unique_ptr<Conversation> make_silence(const Target&, std::string&) {
  return std::make_unique<Silence>();
}

std::span<const std::string_view> schemes() {
  return names;
}

const Kind* find_kind(std::string_view scheme) {
  for (const Kind& kind : table)
    if (kind.scheme == scheme) return &kind;
  for (const std::string_view family : {"postgres+", "postgresql+", "mysql+", "mariadb+"})
    if (scheme.starts_with(family)) return find_kind(family.substr(0, family.size() - 1));
  return nullptr;
}

}  // namespace jeden::probe
