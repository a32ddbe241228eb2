#include "config/schema_form.hpp"

#include "base/signal.hpp"
#include "config/diagnostic.hpp"
#include "config/words.hpp"
#include "probe/kind.hpp"

namespace jeden::config {
namespace {

// A reference to a variable may stand for anything.
constexpr std::string_view reference = R"({"$ref":"#/definitions/reference"})";

constexpr std::string_view duration = R"(((\d+\.?\d*|\.\d+)(ms|s|m|h|d))+)";
constexpr std::string_view size = R"(\d+([kKmMgGtT](iB|i|B)?|B)?)";
constexpr std::string_view unit_name = "[A-Za-z0-9._-]{1,64}";

std::string matching(const std::string& pattern) {
  return R"({"type":"string","pattern":)" + json_text(pattern) + '}';
}

std::string whole(std::string_view pattern) {
  return "^(" + std::string{pattern} + ")$";
}

// The patterns of JSON Schema have no flags: "[Tt][Ee]".
std::string in_any_case(std::string_view word) {
  std::string pattern;
  for (const char c : word) {
    const bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
    if (!upper && !lower) {
      pattern += c;
      continue;
    }
    const char small = static_cast<char>(upper ? c - 'A' + 'a' : c);
    pattern += {'[', static_cast<char>(small - 'a' + 'A'), small, ']'};
  }
  return pattern;
}

std::string signal_pattern() {
  std::string names;
  for (int signal = 1; signal < 32; ++signal) names += in_any_case(base::signal_name(signal).substr(3)) + '|';
  for (const std::string_view other : {"CLD", "IOT", "POLL"}) names += in_any_case(other) + '|';
  return "(" + in_any_case("SIG") + ")?(" + names + in_any_case("RTM") +
         R"(([Ii][Nn](\+\d+)?|[Aa][Xx](-\d+)?))|\d{1,2})";
}

std::string url_pattern() {
  std::string schemes;
  for (const std::string_view scheme : probe::schemes())
    schemes += (schemes.empty() ? "" : "|") + in_any_case(scheme);
  return "^((" + schemes + R"()(\+[^:]*)?:[^\r\n]*)$)";
}

std::string choices_of(const Key& key) {
  std::string choices;
  for (const std::string_view word : split_blanks(key.choices))
    choices += (choices.empty() ? "" : ",") + json_text(word);
  return "{\"enum\":[" + choices + "]}";
}

// Empty: every string will do.
std::string form_schema(const Key& key) {
  switch (key.form) {
    case Form::duration: return matching(whole("0|" + std::string{duration}));
    case Form::positive_duration: return matching("^(?=.*[1-9])" + std::string{duration} + '$');
    case Form::signal: return matching(whole(signal_pattern()));
    case Form::rule: return choices_of(key) + ',' + matching(whole(signal_pattern()));
    case Form::mode: return matching("^0*[0-7]{1,4}$");
    case Form::name: return matching(whole(unit_name));
    case Form::size: return matching(whole(size));
    case Form::limit: return matching(whole("unlimited|" + std::string{size}));
    case Form::url: return matching(url_pattern());
    case Form::listen: return matching("^(unix:/.+|.*:[0-9]+)$");
    case Form::cron: return matching(R"(^\s*(@[a-z]+|\S+(\s+\S+){4})\s*$)");
    case Form::path: return R"({"type":"string","minLength":1})";
    case Form::choice: return choices_of(key);
    case Form::any:
    case Form::pattern:
    case Form::variable:
    case Form::command:
    case Form::flag:
    case Form::descriptor: return {};
  }
  return {};
}

}  // namespace

std::string definitions() {
  return "{\"reference\":" + matching(R"(\$\{)") + ",\"text\":" + matching(R"(^[^\u0000]*$)") + '}';
}

std::string text_schema(const Key& key) {
  const std::string schema = form_schema(key);
  if (schema.empty()) return R"({"$ref":"#/definitions/text"})";
  return key.expansion == Expansion::keep ? schema : schema + ',' + std::string{reference};
}

std::string name_schema(Form form) {
  switch (form) {
    case Form::name: return matching(whole(unit_name));
    case Form::variable: return matching("^[^=]+$");
    case Form::flag: return matching(R"(^\s*(([-+]\S*|\S*=)(\s+|$))+$)");
    case Form::descriptor: return matching("^(0|[3-9]|1[0-5])$");
    case Form::signal: {
      // Names that are known, but for those that nobody can do anything about.
      std::string refused = "^(" + in_any_case("SIG") + ")?(";
      for (const std::string_view name : {"KILL", "STOP", "CHLD", "CLD"}) refused += in_any_case(name) + '|';
      return "{\"allOf\":[" + matching(whole(signal_pattern())) +
             ",{\"not\":" + matching(refused + "9|17|19)$") + "}]}";
    }
    case Form::any:
    case Form::choice:
    case Form::duration:
    case Form::positive_duration:
    case Form::mode:
    case Form::url:
    case Form::listen:
    case Form::path:
    case Form::pattern:
    case Form::limit:
    case Form::size:
    case Form::cron:
    case Form::rule:
    case Form::command: return {};
  }
  return {};
}

}  // namespace jeden::config
