#include "probe/postgres_message.hpp"

#include "probe/bytes.hpp"
#include "probe/conversation.hpp"

namespace jeden::probe {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// All of them are 57P03, cannot_connect_now; only the text tells them apart
// (src/backend/postmaster/postmaster.c). A server that speaks another language than English is taken to be
// starting.
Reason cannot_connect_now(const std::string& message) {
  if (contains(message, "shutting down")) return Reason::stopping;
  if (contains(message, "recovery mode") || contains(message, "not accepting connections") ||
      contains(message, "not yet accepting"))
    return Reason::recovery;
  return Reason::starting;
}

}  // namespace

Taken take_postgres_message(std::string& input, PostgresMessage& message) {
  if (input.empty()) return Taken::nothing;
  if (std::string_view{"ERZTDvSKNCIA"}.find(input.front()) == std::string_view::npos) return Taken::garbage;
  if (input.size() < 5) return Taken::nothing;
  const auto length = Reader{std::string_view{input}.substr(1)}.big(4);
  if (length < 4 || length > Conversation::input_limit - 8) {
    // A postmaster that cannot fork still speaks protocol 2: "E", the text, a NUL.
    if (input.front() != 'E' || length < 4) return Taken::garbage;
    const auto end = input.find('\0');
    if (end == std::string::npos) return input.size() > 1000 ? Taken::garbage : Taken::nothing;
    message = {'E', "C53000" + std::string(1, '\0') + "M" + input.substr(1, end - 1) + '\0'};
    input.erase(0, end + 1);
    return Taken::message;
  }
  if (input.size() < length + 1) return Taken::nothing;
  message = {input.front(), input.substr(5, length - 4)};
  input.erase(0, length + 1);
  return Taken::message;
}

PostgresError read_postgres_error(std::string_view body) {
  PostgresError error;
  Reader reader{body};
  while (!reader.failed()) {
    const std::string_view field = reader.text();
    if (field.empty()) break;
    if (field.front() == 'C') error.state = field.substr(1);
    if (field.front() == 'M') error.message = clean(std::string{field.substr(1)});
  }
  return error;
}

Verdict judge_postgres_error(const PostgresError& error, const Target& target, const std::string& database) {
  if (error.state.size() != 5) return pending(Reason::protocol, "not an answer of PostgreSQL");
  if (error.state == "57P03") return pending(cannot_connect_now(error.message), error.message);
  if (error.state == "57P01" || error.state == "57P02") return pending(Reason::stopping, error.message);
  if (error.state.starts_with("53")) return pending(Reason::busy, error.message);
  if (error.state == "3D000") {
    if (database.empty() && !target.password) return ready();  // The default database was nobody's wish.
    return hopeless(Reason::no_database, error.message);
  }
  if (error.state.starts_with("28")) {
    if (!target.password) return ready();  // It would accept a session of somebody else.
    return hopeless(Reason::auth, error.message);
  }
  if (error.state.starts_with("55") || error.state.starts_with("08"))
    return pending(Reason::busy, error.message);
  return pending(Reason::protocol, error.message);
}

}  // namespace jeden::probe
