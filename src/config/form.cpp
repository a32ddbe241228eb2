#include "config/form.hpp"

#include <regex.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/cron.hpp"
#include "base/duration.hpp"
#include "base/listen_address.hpp"
#include "base/number.hpp"
#include "base/signal.hpp"
#include "base/size.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/url.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

std::string quoted(std::string_view text) {
  return '"' + std::string{text} + '"';
}

FormFault check_choice(std::string_view text, std::string_view choices, std::string_view also) {
  const std::vector<std::string_view> words = split_blanks(choices);
  if (std::find(words.begin(), words.end(), text) != words.end()) return {};
  std::string expected;
  for (const std::string_view word : words) base::append(expected, quoted(word));
  const std::string_view meant = base::suggest(text, words);
  return {quoted(text) + " is not one of " + expected + std::string{also},
          meant.empty() ? "" : "did you mean " + quoted(meant) + "?"};
}

FormFault check_duration(std::string_view text) {
  if (base::parse_duration(text)) return {};
  const auto bare = base::parse_number<unsigned>(text);
  return {quoted(text) + " is not a duration", bare ? "write " + quoted(std::to_string(*bare) + "s")
                                                    : "durations look like \"500ms\", \"30s\", \"1h30m\""};
}

FormFault check_positive_duration(std::string_view text) {
  FormFault fault = check_duration(text);
  if (fault.message.empty() && base::parse_duration(text)->count() == 0)
    fault = {quoted(text) + " is no time at all", "it has to be longer than zero, such as \"10s\""};
  return fault;
}

FormFault check_listen(std::string_view text) {
  base::ListenAddress address;
  const std::string error = base::parse_listen_address(text, address);
  if (error.empty()) return {};
  return {quoted(text) + " is no address to listen on: " + error,
          "write \"127.0.0.1:8086\", \":8086\" for every address, or \"unix:/run/ready.sock\""};
}

FormFault check_signal(std::string_view text) {
  if (base::parse_signal(text)) return {};
  return {quoted(text) + " is not a signal", signal_hint(text)};
}

FormFault check_rule(std::string_view text, std::string_view choices) {
  if (base::parse_signal(text)) return {};
  return check_choice(text, choices, " or a signal's name");
}

FormFault check_pattern(std::string_view text) {
  regex_t expression;
  const std::string pattern{text};
  const int error = ::regcomp(&expression, pattern.c_str(), REG_EXTENDED | REG_NOSUB);
  if (error == 0) {
    ::regfree(&expression);
    return {};
  }
  char reason[128];
  ::regerror(error, &expression, reason, sizeof reason);
  return {"not a POSIX extended regular expression: " + std::string{reason}, {}};
}

}  // namespace

std::string signal_hint(std::string_view word) {
  if (word.find_first_not_of("0123456789") == std::string_view::npos) return "numbers are from 1 to 64";
  std::vector<std::string> names;
  for (int signal = 1; signal < 32; ++signal) names.push_back(base::signal_name(signal));
  std::string upper = base::upper(word);
  if (!upper.starts_with("SIG")) upper.insert(0, "SIG");
  const std::vector<std::string_view> views{names.begin(), names.end()};
  const std::string_view meant = base::suggest(upper, views);
  return meant.empty() ? "" : "did you mean " + std::string{meant} + "?";
}

bool is_unit_name(std::string_view name) {
  constexpr std::size_t longest = 64;
  return !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), [](char c) {
    return base::is_name_character(c) || c == '-' || c == '.';
  });
}

bool parse_mode(std::string_view text, unsigned& mode) {
  const auto bits = base::parse_number<unsigned>(text, 8);
  mode = bits.value_or(mode);
  return bits && mode <= 07777;
}

bool parse_limit(std::string_view text, std::uint64_t& limit) {
  if (text == "unlimited") {
    limit = std::numeric_limits<std::uint64_t>::max();
    return true;
  }
  const auto size = base::parse_size(text);
  if (size) limit = *size;
  return size.has_value();
}

FormFault check_form(std::string_view text, const Key& key) {
  unsigned mode = 0;
  std::uint64_t limit = 0;
  switch (key.form) {
    case Form::any:
    case Form::variable:
    case Form::command:
    case Form::flag:
    case Form::descriptor: return {};
    case Form::choice: return check_choice(text, key.choices, "");
    case Form::rule: return check_rule(text, key.choices);
    case Form::duration: return check_duration(text);
    case Form::positive_duration: return check_positive_duration(text);
    case Form::signal: return check_signal(text);
    case Form::pattern: return check_pattern(text);
    case Form::url: return check_url(text);
    case Form::listen: return check_listen(text);
    case Form::path: return text.empty() ? FormFault{"the path is empty", {}} : FormFault{};
    case Form::mode:
      if (parse_mode(text, mode)) return {};
      return {quoted(text) + " is not a mode", "modes are octal, such as \"0027\""};
    case Form::limit:
      if (parse_limit(text, limit)) return {};
      return {quoted(text) + " is not a limit", "a number, a size such as \"64MiB\", or \"unlimited\""};
    case Form::size:
      if (base::parse_size(text)) return {};
      return {quoted(text) + " is not a size", "a number of bytes, or such as \"64KiB\""};
    case Form::cron:
      if (base::next_cron(text, 0)) return {};
      return {quoted(text) + " is not a schedule, or never comes",
              "five fields as in crontab(5), such as \"30 4 * * *\", or @daily"};
    case Form::name:
      if (is_unit_name(text)) return {};
      return {quoted(text) + " is not a name", std::string{unit_name_rule}};
  }
  return {};
}

std::string expectation(const Key& key) {
  if ((key.accepts & accepts::tables) != 0) return "an array of tables";
  if (key.accepts == accepts::table) return "a table";
  if (key.accepts == accepts::boolean) return "true or false";
  if (key.accepts == accepts::integer) return "an integer";
  std::string text;
  if ((key.accepts & accepts::text) != 0) {
    switch (key.form) {
      case Form::duration:
      case Form::positive_duration: text = "a duration such as \"30s\""; break;
      case Form::signal: text = "a signal's name"; break;
      case Form::mode: text = "a mode such as \"0027\""; break;
      case Form::url: text = "a URL"; break;
      case Form::listen: text = "an address such as \"127.0.0.1:8086\""; break;
      case Form::cron: text = "a schedule such as \"30 4 * * *\""; break;
      case Form::size: text = "a size such as \"64KiB\""; break;
      case Form::limit: text = "a number, a size or \"unlimited\""; break;
      case Form::any:
      case Form::choice:
      case Form::path:
      case Form::pattern:
      case Form::name:
      case Form::variable:
      case Form::command:
      case Form::flag:
      case Form::descriptor:
      case Form::rule: text = "a string"; break;
    }
  }
  const auto add = [&](unsigned bit, std::string_view word) {
    if ((key.accepts & bit) != 0) text += (text.empty() ? "" : " or ") + std::string{word};
  };
  if (key.form != Form::limit && (key.accepts & accepts::list) == 0) add(accepts::integer, "an integer");
  add(accepts::boolean, "a boolean");
  add(accepts::list,
      (key.accepts & accepts::integer) != 0 ? "an array of strings or integers" : "an array of strings");
  add(accepts::table, "a table");
  return text;
}

}  // namespace jeden::config
