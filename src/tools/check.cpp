// jeden check: is this init.toml right?
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>

#include "config/find.hpp"
#include "config/load.hpp"
#include "core/exit_status.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage_text =
    "usage: jeden check [--json] [FILE | --config FILE]\n"
    "\n"
    "Says what is wrong with an init.toml: every fault with its place, all in one go. Without FILE it is "
    "looked for at\n"
    "$JEDEN_CONFIG, /etc/jeden/init.toml, /etc/init.toml, /init.toml and ./init.toml.\n"
    "\n"
    "What only the running container has, such as required variables, is a warning here, so that an image "
    "can be\n"
    "checked while it is built.\n"
    "\n"
    "  -c, --config FILE  the file to check\n"
    "      --json         print one JSON object to standard output\n"
    "  -h, --help         print this\n"
    "\n"
    "Exit codes: 0 the file is right (there may be warnings), 78 it is not, 64 bad usage.\n";

struct Request {
  std::optional<std::string> file;
  bool json = false;
};

void write_to(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

int usage_error(const std::string& message) {
  write_to(stderr, "jeden check: " + message + "; see jeden check --help\n");
  return core::exit_code::usage;
}

std::string count(std::size_t number, const char* noun) {
  return std::to_string(number) + ' ' + noun + (number == 1 ? "" : "s");
}

struct Verdict {
  std::size_t errors = 0, warnings = 0;
  explicit Verdict(const config::LoadResult& result) {
    for (const auto& diagnostic : result.diagnostics)
      ++(diagnostic.severity == config::Severity::error ? errors : warnings);
  }
};

void print_json(const std::string& path, const config::LoadResult& result, const Verdict& verdict) {
  std::string text = "{\"file\":" + config::json_text(path) +
                     ",\"valid\":" + (verdict.errors == 0 ? "true" : "false") +
                     ",\"errors\":" + std::to_string(verdict.errors) +
                     ",\"warnings\":" + std::to_string(verdict.warnings) + ",\"diagnostics\":[";
  for (std::size_t i = 0; i < result.diagnostics.size(); ++i)
    text += (i == 0 ? "" : ",") + config::render_json(result.diagnostics[i]);
  write_to(stdout, text + "]}\n");
}

void print_text(const std::string& path, const config::LoadResult& result, const Verdict& verdict) {
  for (const auto& diagnostic : result.diagnostics) write_to(stderr, config::render(diagnostic));
  std::string line = path + ": ";
  if (verdict.errors == 0 && verdict.warnings == 0)
    line += "no errors, no warnings";
  else
    line += count(verdict.errors, "error") + ", " + count(verdict.warnings, "warning");
  write_to(verdict.errors == 0 ? stdout : stderr, line + '\n');
}

int check_file(const Request& request) {
  config::Surroundings surroundings;
  surroundings.purpose = config::Surroundings::Purpose::check;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    surroundings.environment.emplace_back(*entry);
  const config::Found found =
      config::find_config(request.file, config::Environment{surroundings.environment});
  if (found.path.empty()) return usage_error("there is no init.toml to check");
  std::string text;
  config::LoadResult result;
  if (const std::string failure = config::read_config(found.path, text); !failure.empty())
    result.diagnostics.push_back({config::Severity::error, found.path, {}, {}, failure, {}});
  else
    result = config::load(text, found.path, surroundings, {});
  const Verdict verdict{result};
  if (request.json)
    print_json(found.path, result, verdict);
  else
    print_text(found.path, result, verdict);
  return verdict.errors == 0 ? 0 : core::exit_code::configuration;
}

}  // namespace

int check(Arguments arguments) {
  Request request;
  bool options_over = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    std::optional<std::string> file;
    if (!options_over && (word == "-h" || word == "--help")) {
      write_to(stdout, usage_text);
      return 0;
    }
    if (!options_over && word == "--json") {
      request.json = true;
    } else if (!options_over && word == "--") {
      options_over = true;
    } else if (!options_over && (word == "-c" || word == "--config")) {
      if (++i == arguments.size()) return usage_error(std::string{word} + " needs a file");
      file = arguments[i];
    } else if (!options_over && word.starts_with("--config=")) {
      file = word.substr(std::string_view{"--config="}.size());
    } else if (!options_over && word.size() > 1 && word.starts_with('-')) {
      return usage_error("unknown option " + std::string{word});
    } else {
      file = word;
    }
    if (file && request.file) return usage_error("more than one file");
    if (file) request.file = std::move(file);
  }
  return check_file(request);
}

}  // namespace jeden::tools
