// The messages of PostgreSQL's protocol 3.0 and what its errors mean for a wait.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "probe/target.hpp"
#include "probe/verdict.hpp"

namespace jeden::probe {

struct PostgresMessage {
  char type = 0;
  std::string body;
};

enum class Taken : std::uint8_t { message, nothing, garbage };

// Takes a whole message from the front of the input. A length that no answer before or after a login has is
// garbage.
Taken take_postgres_message(std::string& input, PostgresMessage& message);

struct PostgresError {
  std::string state;  // SQLSTATE, "57P03"
  std::string message;
};

PostgresError read_postgres_error(std::string_view body);

// What an error before the session stands says about readiness.
Verdict judge_postgres_error(const PostgresError& error, const Target& target, const std::string& database);

}  // namespace jeden::probe
