#include "step/environment_file.hpp"

#include "base/text.hpp"

namespace jeden::step {
namespace {

// Empty, or what is wrong. `rest` begins behind the first quote.
std::string read_double(std::string_view rest, std::string& value) {
  for (std::size_t at = 0; at < rest.size(); ++at) {
    const char c = rest[at];
    if (c == '"') return at + 1 == rest.size() ? "" : "something follows the closing quote";
    if (c == '$' || c == '`')
      return std::string{c} + " is not expanded here; put the value in single quotes, or write \\" + c;
    const bool escapes = c == '\\' && at + 1 < rest.size() &&
                         std::string_view{"\"\\$`"}.find(rest[at + 1]) != std::string_view::npos;
    value += escapes ? rest[++at] : c;
  }
  return "the closing quote is missing";
}

std::string read_value(std::string_view text, std::string& value) {
  if (text.starts_with('"')) return read_double(text.substr(1), value);
  if (text.starts_with('\'')) {
    const std::size_t end = text.find('\'', 1);
    if (end == std::string_view::npos) return "the closing quote is missing";
    value = text.substr(1, end - 1);
    return end + 1 == text.size() ? "" : "something follows the closing quote";
  }
  if (const std::size_t at = text.find_first_of("$`;&|<>()\"'\\ \t"); at != std::string_view::npos)
    return std::string{"a value with "} +
           (text[at] == ' ' || text[at] == '\t' ? "a blank" : std::string(1, text[at])) +
           " in it needs quotes; this is no shell";
  value = text;
  return {};
}

}  // namespace

EnvironmentFile parse_environment_file(std::string_view text) {
  EnvironmentFile file;
  for (unsigned number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = base::trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("export ")) line = base::trimmed(line.substr(7));
    const std::size_t equals = line.find('=');
    std::string value, error;
    if (equals == std::string_view::npos || !base::is_name(line.substr(0, equals)))
      error = "NAME=value is expected";
    else if (line.find('\0') != std::string_view::npos)
      error = "there is a NUL character";
    else
      error = read_value(line.substr(equals + 1), value);
    if (!error.empty()) return {{}, "line " + std::to_string(number) + ": " + error};
    file.variables.emplace_back(line.substr(0, equals), std::move(value));
  }
  return file;
}

}  // namespace jeden::step
