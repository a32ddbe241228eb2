#include "probe/kind.hpp"

#include <array>

namespace jeden::probe {
namespace {

constexpr std::string_view http_parameters = "status body body_match header expect_header method redirect";
// Parameters that other clients of PostgreSQL and MongoDB put into the same URL are accepted and not used.
constexpr std::string_view postgres_parameters =
    "sslmode sslrootcert sslcert sslkey query host port dbname user application_name connect_timeout options "
    "target_session_attrs client_encoding";

constexpr std::array table{
    Kind{"tcp", Means::stream, 0, make_silence, "", "", ""},
    Kind{"unix", Means::unix_socket, 0, make_silence, "", "", ""},
    Kind{"http", Means::stream, 80, make_http, http_parameters, "", ""},
    Kind{"postgres", Means::stream, 5432, make_postgres, postgres_parameters, "PGPASSWORD", "PGUSER"},
    Kind{"postgresql", Means::stream, 5432, make_postgres, postgres_parameters, "PGPASSWORD", "PGUSER"},
    Kind{"file", Means::file, 0, nullptr, "nonempty contains match type", "", ""},
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

std::span<const Kind> kinds() {
  return table;
}
std::span<const std::string_view> schemes() {
  return names;
}

const Kind* find_kind(std::string_view scheme) {
  for (const Kind& kind : table)
    if (kind.scheme == scheme) return &kind;
  return nullptr;
}

}  // namespace jeden::probe
