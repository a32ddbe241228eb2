#include "tools/plan_file.hpp"

#include <algorithm>

#include "config/find.hpp"
#include "core/exit_status.hpp"
#include "process/environment.hpp"

namespace jeden::tools {
namespace {

int usage_error(std::string_view tool, const std::string& message) {
  const std::string name = "jeden " + std::string{tool};
  print(2, name + ": " + message + "; see " + name + " --help\n");
  return core::exit_code::usage;
}

}  // namespace

PlanFileRequest parse_plan_file_request(std::string_view tool, std::string_view usage, Arguments arguments) {
  PlanFileRequest request;
  const auto refuse = [&](const std::string& message) {
    request.answer = usage_error(tool, message);
    return request;
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    std::optional<std::string> file;
    if ((word == "-h" || word == "--help")) {
      print(1, usage);
      request.answer = 0;
      return request;
    }
    if (word == "--json") {
      request.json = true;
    } else if (word == "--") {
      for (++i; i < arguments.size(); ++i) request.words.emplace_back(arguments[i]);
    } else if ((word == "-c" || word == "--config")) {
      if (++i == arguments.size()) return refuse(std::string{word} + " needs a file");
      file = arguments[i];
    } else if (word.starts_with("--config=")) {
      file = word.substr(std::string_view{"--config="}.size());
    } else if (word.size() > 1 && word.starts_with('-')) {
      return refuse("unknown option " + std::string{word});
    } else {
      file = word;
    }
    if (file && request.file) return refuse("more than one file");
    if (file) request.file = std::move(file);
  }
  return request;
}

namespace {

using Diagnostics = std::vector<config::Diagnostic>;

bool holds(const Diagnostics& diagnostics, const config::Diagnostic& other) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [&](const config::Diagnostic& diagnostic) {
    return diagnostic.span.line == other.span.line && diagnostic.span.column == other.span.column &&
           diagnostic.message == other.message;
  });
}

// Without words what is wrong in the life of another role is told, too.
void load_for(PlanFile& file, const std::string& text, const config::Surroundings& surroundings,
              const std::vector<std::string>& words) {
  config::CommandLine command_line;
  command_line.words = words;
  file.result = config::load(text, file.path, surroundings, command_line);
  if (!words.empty()) return;
  bool good = true;
  for (const std::string& role : file.result.roles) {
    command_line.words = {role};
    config::LoadResult other = config::load(text, file.path, surroundings, command_line);
    for (config::Diagnostic& diagnostic : other.diagnostics)
      if (!holds(file.result.diagnostics, diagnostic))
        file.result.diagnostics.push_back(std::move(diagnostic));
    good = good && other.plan;
  }
  if (!good) file.result.plan.reset();
}

}  // namespace

PlanFile load_plan_file(std::string_view tool, const PlanFileRequest& request) {
  config::Surroundings surroundings;
  surroundings.purpose = config::Surroundings::Purpose::check;
  surroundings.environment = process::own_environment();
  const config::Found found =
      config::find_config(request.file, config::Environment{surroundings.environment});
  PlanFile file;
  if (found.path.empty()) {
    usage_error(tool, "there is no init.toml");
    return file;
  }
  file.path = found.path;
  std::string text;
  if (const std::string failure = config::read_config(found.path, text); !failure.empty())
    file.result.diagnostics.push_back({config::Severity::error, found.path, {}, {}, failure, {}});
  else
    load_for(file, text, surroundings, request.words);
  for (const config::Diagnostic& diagnostic : file.result.diagnostics)
    ++(diagnostic.severity == config::Severity::error ? file.errors : file.warnings);
  return file;
}

void print_diagnostics(const PlanFile& file) {
  for (const config::Diagnostic& diagnostic : file.result.diagnostics) print(2, config::render(diagnostic));
}

std::string verdict_json(const PlanFile& file) {
  std::string text = "\"file\":" + config::json_text(file.path) +
                     ",\"valid\":" + (file.errors == 0 ? "true" : "false") +
                     ",\"errors\":" + std::to_string(file.errors) +
                     ",\"warnings\":" + std::to_string(file.warnings) + ",\"diagnostics\":[";
  for (std::size_t i = 0; i < file.result.diagnostics.size(); ++i)
    text += (i == 0 ? "" : ",") + config::render_json(file.result.diagnostics[i]);
  return text + "]";
}

int print_refusal(const PlanFile& file, const PlanFileRequest& request) {
  if (request.json)
    print(1, '{' + verdict_json(file) + "}\n");
  else
    print_diagnostics(file);
  return core::exit_code::configuration;
}

}  // namespace jeden::tools
