// jeden import: an init.toml from an entrypoint script.
#include "import/import.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/file.hpp"
#include "config/load.hpp"
#include "core/exit_status.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage =
    R"(usage: jeden import [--json] [-o FILE] SCRIPT [-- CMD...]

Reads an entrypoint script and prints the init.toml that does the same. What is not understood stays shell, in hooks
with `script`; each table says from which lines it comes. The report on standard error says what was understood, what
was kept and why, and what is wrong in the script. CMD is what the image starts by default: what "$@" stands for.

The script is read by shfmt (apt-get install shfmt); nothing of it is run.

  -o, --output FILE  write the init.toml there; a file that exists is not overwritten
      --json         print one JSON object, the report with the init.toml in it, to standard output
  -h, --help         print this

Exit codes: 0 an init.toml was made, 78 the script cannot be read, 69 there is no shfmt, 64 bad usage.
)";
constexpr int unavailable = 69;

struct Request {
  std::string script, output;
  std::vector<std::string> command;
  bool json = false;
};

// The exit code, if everything has been said.
std::optional<int> parse(Arguments arguments, Request& request) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "--") {
      request.command.assign(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (word == "-h" || word == "--help") {
      print(1, usage);
      return 0;
    }
    if (word == "--json") {
      request.json = true;
    } else if (word == "-o" || word == "--output") {
      if (++i == arguments.size()) return bad_usage("import: " + std::string{word} + " needs a file");
      request.output = arguments[i];
    } else if (word.starts_with("--output=")) {
      request.output = word.substr(9);
    } else if (word.size() > 1 && word[0] == '-') {
      return bad_usage("import: unknown option " + std::string{word});
    } else if (!request.script.empty()) {
      return bad_usage("import: more than one script; CMD stands behind --");
    } else {
      request.script = word;
    }
  }
  if (request.script.empty()) return bad_usage("import: which script?");
  return std::nullopt;
}

int write_output(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) {
    const std::string reason = errno == EEXIST ? "it exists; move it away first" : std::strerror(errno);
    print(2, "jeden import: cannot write " + path + ": " + reason + '\n');
    return core::exit_code::usage;
  }
  print(file, text);
  ::close(file);
  return 0;
}

// What is printed is what `jeden check` accepts; anything else would be a fault of ours.
std::string faults_of(const std::string& toml) {
  config::Surroundings surroundings;
  surroundings.purpose = config::Surroundings::Purpose::check;
  std::string text;
  for (const config::Diagnostic& diagnostic : config::load(toml, "init.toml", surroundings, {}).diagnostics)
    if (diagnostic.severity == config::Severity::error) text += config::render(diagnostic);
  return text;
}

}  // namespace

int import(Arguments arguments) {
  Request request;
  if (const auto answer = parse(arguments, request)) return *answer;
  std::string text;
  const std::string path = request.script == "-" ? "/dev/stdin" : request.script;
  if (const auto error = base::read_file(path, text, import::longest_script)) {
    print(2, "jeden import: cannot read " + request.script + ": " + error.message() + '\n');
    return core::exit_code::configuration;
  }
  const import::Result result = import::import_script(request.script, std::move(text), request.command);
  if (!result.failure.empty()) {
    print(2, request.script + (result.line > 0 ? ":" + std::to_string(result.line) : "") + ": error: " +
                 result.failure + '\n' + (result.missing ? "hint: apt-get install shfmt\n" : ""));
    return result.missing ? unavailable : core::exit_code::configuration;
  }
  if (const std::string faults = faults_of(result.toml); !faults.empty()) {
    print(2, "jeden import: internal error: what was made of " + request.script + " is not right\n" + faults);
    return core::exit_code::internal;
  }
  if (!request.output.empty())
    if (const int code = write_output(request.output, result.toml); code != 0) return code;
  if (request.json) {
    print(1, import::report_json(result.document, request.script) +
                 ",\"toml\":" + config::json_text(result.toml) + "}\n");
    return 0;
  }
  if (request.output.empty()) print(1, result.toml);
  print(2, import::report_text(result.document, request.script));
  return 0;
}

}  // namespace jeden::tools
