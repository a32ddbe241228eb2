#include "tools/init_options.hpp"

#include <array>

#include "base/number.hpp"
#include "base/signal.hpp"
#include "base/suggest.hpp"

namespace jeden::tools {
namespace {

enum class Takes : std::uint8_t { nothing, value };

struct Option {
  std::string_view name;
  char letter;
  Takes takes;
};
constexpr std::array options{
    Option{"--config", 'c', Takes::value},      Option{"--no-config", 0, Takes::nothing},
    Option{"--remap-exit", 'e', Takes::value},  Option{"--group", 'g', Takes::nothing},
    Option{"--subreaper", 's', Takes::nothing}, Option{"--parent-death-signal", 'p', Takes::value},
    Option{"--rewrite", 'r', Takes::value},     Option{"--grace", 0, Takes::value},
    Option{"--exec", 0, Takes::nothing},        Option{"--setup-only", 0, Takes::nothing},
    Option{"--verbose", 'v', Takes::nothing},   Option{"--quiet", 'q', Takes::nothing},
    Option{"--log-format", 0, Takes::value},    Option{"--help", 'h', Takes::nothing},
    Option{"--version", 'V', Takes::nothing},
};

const Option* by_name(std::string_view name) {
  for (const Option& option : options)
    if (option.name == name) return &option;
  return nullptr;
}

const Option* by_letter(char letter) {
  for (const Option& option : options)
    if (option.letter != 0 && option.letter == letter) return &option;
  return nullptr;
}

std::optional<int> number(std::string_view text, int most) {
  const auto value = base::parse_number<int>(text);
  return value && *value >= 0 && *value <= most ? value : std::nullopt;
}

std::string unknown(std::string_view word) {
  std::array<std::string_view, options.size()> names;
  for (std::size_t i = 0; i < options.size(); ++i) names[i] = options[i].name;
  const std::string_view near = word.starts_with("--") ? base::suggest(word, names) : std::string_view{};
  std::string text = "unknown option " + std::string{word};
  if (!near.empty()) text += ", did you mean " + std::string{near} + "?";
  return text + "; what is meant for the program comes after \"--\"";
}

// "TERM:QUIT"; to 0 drops the signal.
std::optional<std::pair<int, int>> parse_rewrite(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto from = base::parse_signal(text.substr(0, colon));
  const std::string_view target = text.substr(colon + 1);
  const auto to = target == "0" ? std::optional{0} : base::parse_signal(target);
  if (!from || !to) return std::nullopt;
  return std::pair{*from, *to};
}

// Empty, or what is wrong with the value.
std::string apply_value(InitOptions& parsed, std::string_view name, std::string_view value) {
  const auto bad = [&](std::string_view wanted) {
    return std::string{name} + " takes " + std::string{wanted} + ", not \"" + std::string{value} + "\"";
  };
  if (name == "--config") {
    parsed.config = value;
  } else if (name == "--remap-exit") {
    const auto code = number(value, 255);
    if (!code) return bad("an exit code from 0 to 255");
    parsed.remap_exit.push_back(static_cast<std::uint8_t>(*code));
  } else if (name == "--parent-death-signal") {
    const auto signal = base::parse_signal(value);
    if (!signal) return bad("a signal such as SIGTERM");
    parsed.parent_death_signal = *signal;
  } else if (name == "--rewrite") {
    const auto rewrite = parse_rewrite(value);
    if (!rewrite) return bad("FROM:TO with two signals, such as TERM:QUIT");
    if (!base::can_be_caught(rewrite->first)) return bad("a signal that can be caught before the colon");
    parsed.rewrites.push_back(*rewrite);
  } else if (name == "--grace") {
    parsed.grace = base::parse_duration(value);
    if (!parsed.grace) return bad("a duration such as 10s");
  } else if (name == "--log-format") {
    if (value != "auto" && value != "text" && value != "logfmt" && value != "json")
      return bad("auto, text, logfmt or json");
    parsed.log_format = value;
  }
  return {};
}

void apply_flag(InitOptions& parsed, std::string_view name) {
  if (name == "--no-config") parsed.no_config = true;
  if (name == "--group") parsed.group = true;
  if (name == "--subreaper") parsed.subreaper = true;
  if (name == "--exec") parsed.exec = true;
  if (name == "--setup-only") parsed.setup_only = true;
  if (name == "--verbose") ++parsed.verbosity;
  if (name == "--quiet") --parsed.verbosity;
  if (name == "--help") parsed.help = true;
  if (name == "--version") parsed.version = true;
}

// One word that starts with "-", and the word after it when the option takes that. Returns how many words
// were used.
std::size_t parse_option(Arguments words, ParsedInit& parsed) {
  const std::string_view word = words[0];
  const auto value_of = [&](const Option& option, std::string_view attached,
                            bool has_attached) -> std::size_t {
    if (!has_attached && words.size() < 2) {
      parsed.error = std::string{option.name} + " needs a value";
      return 1;
    }
    parsed.error = apply_value(parsed.options, option.name, has_attached ? attached : words[1]);
    return has_attached ? 1 : 2;
  };
  if (word.starts_with("--")) {
    const std::size_t equals = word.find('=');
    const Option* option = by_name(word.substr(0, equals));
    if (option == nullptr || (equals != std::string_view::npos && option->takes == Takes::nothing)) {
      parsed.error = unknown(word.substr(0, equals));
      return 1;
    }
    if (option->takes == Takes::value)
      return value_of(*option,
                      equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1),
                      equals != std::string_view::npos);
    apply_flag(parsed.options, option->name);
    return 1;
  }
  for (std::size_t i = 1; i < word.size(); ++i) {  // bundled letters: "-gv", "-e143"
    const Option* option = by_letter(word[i]);
    if (option == nullptr) {
      parsed.error = unknown(std::string{"-"} + word[i]);
      return 1;
    }
    if (option->takes == Takes::value) return value_of(*option, word.substr(i + 1), i + 1 < word.size());
    apply_flag(parsed.options, option->name);
  }
  return 1;
}

}  // namespace

ParsedInit parse_init_options(Arguments arguments) {
  ParsedInit parsed;
  std::size_t i = 0;
  while (i < arguments.size() && parsed.error.empty()) {
    const std::string_view word = arguments[i];
    if (word == "--") {
      parsed.after_dashes = true;
      ++i;
      break;
    }
    if (word.size() < 2 || word.front() != '-') break;
    i += parse_option(arguments.subspan(i), parsed);
  }
  for (; i < arguments.size(); ++i) parsed.command.emplace_back(arguments[i]);
  if (parsed.options.no_config && parsed.options.config)
    parsed.error = "--config and --no-config contradict each other";
  return parsed;
}

}  // namespace jeden::tools
