#include <unistd.h>

#include <cerrno>

#include "core/exit_status.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage =
    R"(jeden, the init for containers: one static binary and one init.toml instead of an entrypoint.sh.

Usage:
  jeden [OPTIONS] [--] [COMMAND [ARG...]]   be the init: run init.toml, or just COMMAND
  jeden SUBCOMMAND ...

init.toml is looked for at --config, $JEDEN_CONFIG, /etc/jeden/init.toml, /etc/init.toml, /init.toml, ./init.toml.
Without one, jeden runs COMMAND: it forwards signals to it, reaps orphans, and ends with its exit code.
With one, COMMAND replaces [main] command; if its first word starts with "-", it is appended to it.

Options:
  -c, --config FILE              this init.toml and no other
      --no-config                no init.toml: just run COMMAND
  -e, --remap-exit N             exit code N of the main program counts as 0; repeatable
  -g, --group                    signals go to the main program's process group
  -s, --subreaper                adopt orphans although not PID 1
  -p, --parent-death-signal SIG  get SIG when the parent process ends
  -r, --rewrite FROM:TO          pass signal TO on instead of FROM, 0 drops it; repeatable
      --grace DURATION           the whole shutdown fits into this, such as 10s
      --exec                     after the hooks, the main program takes jeden's place (mode = "exec")
      --setup-only               do what comes before the main program, then end with 0; so does JEDEN_SETUP_ONLY=1
  -v, --verbose                  say more; repeatable
  -q, --quiet                    say less; repeatable
      --log-format FORMAT        auto, text, logfmt or json
  -h, --help                     this text
  -V, --version                  the version

Subcommands, each with --help:
  run      be the init, also when COMMAND has the name of a subcommand: jeden run -- check
  exec     apply user, limits, environment and so on, then become a program
  wait     wait until databases, ports, files are ready
  check    check an init.toml
  plan     print what would be done, and how long a stop may take
  facts    print what jeden knows about the container: processors, memory, addresses
  graph    print the units' order for Graphviz
  import   make an init.toml from an entrypoint script
  schema   print the JSON Schema of init.toml
  status, events, timeline       what the jeden of this container is doing
  logs     print the end of the files that the programs write to
  stop, restart, signal, ready   tell it something
  version  print the version
  help     print this text

Exit codes: the main program's own, 128+n when signal n ended it; 126 it cannot be executed; 127 it does not exist;
a failed hook's own; 75 a wait ran out of time; 124 main ran longer than its timeout; 64 bad usage; 78 bad init.toml;
70 jeden itself failed.
)";

}  // namespace

void print(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

int help() {
  print(1, usage);
  return 0;
}

int version(Arguments arguments) {
  bool json = false;
  for (const std::string_view word : arguments) {
    if (word == "-h" || word == "--help") {
      print(1, "usage: jeden version [--json]\n\nPrints the version.\n");
      return 0;
    }
    if (word != "--json") return bad_usage("version: unknown argument " + std::string{word});
    json = true;
  }
  print(1, json ? "{\"version\":\"" JEDEN_VERSION "\"}\n" : "jeden " JEDEN_VERSION "\n");
  return 0;
}

int bad_usage(std::string_view message) {
  print(2, "jeden: " + std::string{message} + "\nTry jeden --help.\n");
  return core::exit_code::usage;
}

}  // namespace jeden::tools
