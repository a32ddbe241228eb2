#include "tools/wait_options.hpp"

#include <array>
#include <optional>

#include "base/duration.hpp"
#include "base/number.hpp"
#include "base/suggest.hpp"

namespace jeden::tools {
namespace {

using base::Millis;

constexpr std::array<std::string_view, 17> names{"--timeout",    "--interval",  "--attempt-timeout",
                                                 "--quiet",      "--any",       "--all",
                                                 "--fail-fast",  "--once",      "--json",
                                                 "--stdin",      "--unit",      "--help",
                                                 "--log-format", "--log-level", "--secrets",
                                                 "--cause-fd",   "--"};

std::string quoted(std::string_view text) {
  return "\"" + std::string{text} + "\"";
}

std::string read_duration(std::string_view name, std::string_view value, Millis& duration) {
  const auto parsed = base::parse_duration(value);
  if (!parsed) return std::string{name} + " wants a duration such as 500ms, 30s or 5m, not " + quoted(value);
  duration = *parsed;
  return {};
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto found = base::parse_number<Number>(text);
  number = found.value_or(number);
  return found.has_value();
}

std::string with_value(std::string_view name, std::string_view value, WaitCommand& command) {
  Millis duration{};
  if (name == "--timeout") {
    auto error = read_duration(name, value, duration);
    command.options.timeout = duration;
    if (error.empty() && duration == Millis{0}) command.options.timeout.reset();
    return error;
  }
  if (name == "--interval" || name == "--attempt-timeout") {
    auto error = read_duration(name, value, duration);
    if (error.empty() && duration == Millis{0}) error = std::string{name} + " must be more than 0";
    (name == "--interval" ? command.options.interval : command.options.attempt) = duration;
    return error;
  }
  if (name == "--log-format") {
    const auto format = log::parse_format(value, 2);
    if (!format) return "--log-format is auto, text, logfmt or json, not " + quoted(value);
    command.format = *format;
    return {};
  }
  if (name == "--log-level") {
    const auto level = log::parse_level(value);
    if (!level) return "--log-level is error, warn, info, debug or trace, not " + quoted(value);
    command.level = *level;
    return {};
  }
  if (name == "--secrets") {
    return read_number(value, command.secrets) ? "" : "--secrets wants a number";
  }
  if (name == "--cause-fd") return read_number(value, command.cause) ? "" : "--cause-fd wants a number";
  command.unit = value;  // --unit
  return {};
}

bool wants_value(std::string_view name) {
  return name == "--timeout" || name == "--interval" || name == "--attempt-timeout" ||
         name == "--log-format" || name == "--log-level" || name == "--unit" || name == "--secrets" ||
         name == "--cause-fd";
}

std::string_view long_name(std::string_view word) {
  if (word == "-t") return "--timeout";
  if (word == "-i") return "--interval";
  if (word == "-q") return "--quiet";
  if (word == "-h") return "--help";
  return word;
}

struct Option {
  std::string_view name;
  std::optional<std::string_view> value;  // of "--name=value", and of "-tvalue"
};

Option split_option(std::string_view word) {
  const auto equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
  if (equals != std::string_view::npos) return {word.substr(0, equals), word.substr(equals + 1)};
  if (word.size() > 2 && wants_value(long_name(word.substr(0, 2))))
    return {long_name(word.substr(0, 2)), word.substr(2)};
  return {long_name(word), std::nullopt};
}

bool read_switch(std::string_view name, WaitCommand& command) {
  if (name == "--quiet")
    command.quiet = true;
  else if (name == "--any")
    command.options.enough = probe::WaitOptions::Enough::any;
  else if (name == "--all")
    command.options.enough = probe::WaitOptions::Enough::all;
  else if (name == "--fail-fast")
    command.options.hopeless = probe::WaitOptions::Hopeless::give_up;
  else if (name == "--once")
    command.options.attempts = probe::WaitOptions::Attempts::one;
  else if (name == "--json")
    command.json = true;
  else if (name == "--stdin")
    command.from_stdin = true;
  else if (name == "--help")
    command.ask = WaitCommand::Ask::help;
  else
    return false;
  return true;
}

std::string unknown(std::string_view name) {
  std::string error = "unknown option " + quoted(name);
  if (const auto near = base::suggest(name, names); !near.empty())
    error += ", did you mean " + std::string{near} + "?";
  return error;
}

}  // namespace

std::string read_wait_command(Arguments arguments, WaitCommand& command) {
  command.format = *log::parse_format("auto", 2);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "--") {
      for (++i; i < arguments.size(); ++i) command.command.push_back(arguments[i].data());
      if (command.command.empty()) return "a command is missing behind --";
      command.command.push_back(nullptr);
      break;
    }
    if (!word.starts_with('-')) {
      command.urls.push_back(word);
      continue;
    }
    const Option option = split_option(word);
    if (wants_value(option.name)) {
      if (!option.value && i + 1 == arguments.size()) return std::string{option.name} + " wants a value";
      const std::string_view value = option.value ? *option.value : arguments[++i];
      if (auto error = with_value(option.name, value, command); !error.empty()) return error;
    } else if (option.value || !read_switch(option.name, command)) {
      return unknown(option.name);
    }
  }
  if (command.quiet) command.level = log::Level::error;
  if (command.ask == WaitCommand::Ask::help) return {};
  if (command.urls.empty() && !command.from_stdin) return "a URL is missing";
  return {};
}

}  // namespace jeden::tools
