// Sources: the manuals and option tables of tini 0.19.0, dumb-init 1.2.5 and catatonit 0.2.1, and their
// behaviour when run. Options, environment variables, streams and exit codes are theirs; what happens with
// signals and orphans is jeden's.
#include "tools/compat.hpp"

#include <getopt.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/signal.hpp"
#include "process/environment.hpp"
#include "process/resolve.hpp"
#include "tools/init_options.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

// How a program that cannot be executed is reported.
enum class ExecFailure : std::uint8_t { as_shell, one, two };

struct Called {
  ParsedInit parsed;
  std::optional<int> answer;  // the exit code when nothing is to be run
};

Called answer(int descriptor, std::string_view text, int code) {
  print(descriptor, text);
  return {{}, code};
}

std::optional<int> number(std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < least || value > most) return std::nullopt;
  return value;
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

constexpr std::string_view tini_usage =
    "tini (tini version 0.19.0)\n"
    "Usage: tini [OPTIONS] PROGRAM -- [ARGS] | --version\n\n"
    "  --version   show the version and exit\n  -h          this text\n  -s          be a subreaper\n"
    "  -p SIGNAL   get SIGNAL when the parent dies (SIGTERM, ...)\n  -v          say more, up to three "
    "times\n"
    "  -w          say when a process is reaped\n  -g          signals go to the program's process group\n"
    "  -e CODE     exit code CODE counts as 0\n  -l          show the licence\n";
constexpr std::string_view dumb_init_usage =
    "dumb-init v1.2.5\n"
    "Usage: dumb-init [options] command [arg ...]\n\n"
    "  -c, --single-child  no session; signal the direct child only\n  -r, --rewrite s:r   pass signal r on "
    "instead of s\n"
    "  -v, --verbose       say more\n  -h, --help          this text\n  -V, --version       show the version "
    "and exit\n";
constexpr std::string_view catatonit_usage =
    "usage: catatonit [flags] [--] program [arg ...]\n\n"
    "  -g  signals go to the program's process group\n  -h  this text\n  -L  show the licence\n"
    "  -P  pause: run no program\n  -V  show the version and exit\n";
constexpr std::string_view licence = "jeden is free software under the MIT licence.\n";

Called as_tini(int count, char** words) {
  if (count == 2 && std::string_view{words[1]} == "--version") return answer(1, "tini version 0.19.0\n", 0);
  Called called;
  InitOptions& options = called.parsed.options;
  for (int option; (option = ::getopt(count, words, "+p:hvwgle:s")) != -1;) {
    switch (option) {
      case 'h': return answer(1, tini_usage, 0);
      case 'l': return answer(1, licence, 0);
      case 's': options.subreaper = true; break;
      case 'g': options.group = true; break;
      case 'v': ++options.verbosity; break;
      case 'w': options.verbosity = 2; break;
      case 'p': {
        const std::string_view name = optarg;
        const auto signal = name.starts_with("SIG") ? base::parse_signal(name) : std::nullopt;
        if (!signal) return answer(2, "tini: not a valid option for -p\n", 1);
        options.parent_death_signal = *signal;
        break;
      }
      case 'e': {
        const std::string_view code = optarg;
        const auto value = code.empty() ? std::optional{0} : number(code, 0, 255);
        if (!value || !is_number(code)) return answer(2, "tini: not a valid option for -e\n", 1);
        options.remap_exit.push_back(static_cast<std::uint8_t>(*value));
        break;
      }
      default: return answer(2, tini_usage, 1);
    }
  }
  if (std::getenv("TINI_SUBREAPER") != nullptr) options.subreaper = true;
  if (std::getenv("TINI_KILL_PROCESS_GROUP") != nullptr) options.group = true;
  if (const char* verbosity = std::getenv("TINI_VERBOSITY")) options.verbosity = std::atoi(verbosity) - 1;
  if (optind == count) return answer(2, tini_usage, 1);
  return called;
}

Called as_dumb_init(int count, char** words) {
  constexpr option long_options[] = {{"help", 0, nullptr, 'h'},    {"single-child", 0, nullptr, 'c'},
                                     {"rewrite", 1, nullptr, 'r'}, {"verbose", 0, nullptr, 'v'},
                                     {"version", 0, nullptr, 'V'}, {nullptr, 0, nullptr, 0}};
  Called called;
  InitOptions& options = called.parsed.options;
  options.verbosity = -1;  // it does not say that it is not PID 1
  bool single_child = false;
  for (int option; (option = ::getopt_long(count, words, "+hvVcr:", long_options, nullptr)) != -1;) {
    switch (option) {
      case 'h': return answer(2, dumb_init_usage, 0);
      case 'V': return answer(2, "dumb-init v1.2.5\n", 0);
      case 'v': options.verbosity = 2; break;
      case 'c': single_child = true; break;
      case 'r': {
        const std::string_view text = optarg;
        const std::size_t colon = text.find(':');
        const auto from = number(text.substr(0, colon), 1, 31);
        const auto to =
            colon == std::string_view::npos ? std::nullopt : number(text.substr(colon + 1), 0, 31);
        if (!from || !to) return answer(2, "dumb-init: -r takes s:r with two signal numbers\n", 1);
        options.rewrites.emplace_back(*from, *to);
        break;
      }
      default: return answer(2, dumb_init_usage, 1);
    }
  }
  if (const char* debug = std::getenv("DUMB_INIT_DEBUG"); debug != nullptr && std::string_view{debug} == "1")
    options.verbosity = 2;
  if (const char* setsid = std::getenv("DUMB_INIT_SETSID");
      setsid != nullptr && std::string_view{setsid} == "0")
    single_child = true;
  options.group = !single_child;
  // In a session of their own nobody would continue programs that the terminal stops; STOP cannot be caught.
  if (!single_child) {
    const std::pair<int, int> stops[] = {{SIGTSTP, SIGSTOP}, {SIGTTIN, SIGSTOP}, {SIGTTOU, SIGSTOP}};
    options.rewrites.insert(options.rewrites.begin(), std::begin(stops), std::end(stops));
  }
  if (optind == count) return answer(2, dumb_init_usage, 1);
  return called;
}

// The infra container of a pod: holds the namespaces, reaps, and ends with 0 when asked to.
int pause() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
  for (;;) {
    int signal = 0;
    ::sigwait(&all, &signal);
    if (signal == SIGTERM || signal == SIGINT) return 0;
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
}

Called as_catatonit(int count, char** words) {
  constexpr option long_options[] = {{"version", 0, nullptr, 'V'}, {nullptr, 0, nullptr, 0}};
  if (std::getenv("CATATONIT_LOG") != nullptr)
    return answer(2, "catatonit: CATATONIT_LOG is reserved for future use\n", 1);
  Called called;
  InitOptions& options = called.parsed.options;
  bool pausing = false;
  for (int option; (option = ::getopt_long(count, words, "+ghLPV", long_options, nullptr)) != -1;) {
    switch (option) {
      case 'g': options.group = true; break;
      case 'h': return answer(2, catatonit_usage, 0);
      case 'L': return answer(1, licence, 0);
      case 'P': pausing = true; break;
      case 'V': return answer(1, "tini version 0.2.1_catatonit\n", 0);
      default: return answer(2, catatonit_usage, 1);
    }
  }
  options.subreaper = ::getpid() != 1;
  if (std::getenv("CATATONIT_DEBUG") != nullptr) options.verbosity = 2;
  if (pausing) return {{}, pause()};
  if (optind == count) return answer(2, catatonit_usage, 1);
  return called;
}

int exit_code_for(ExecFailure convention, const process::Resolution& failed) {
  switch (convention) {
    case ExecFailure::as_shell: return process::exit_code_of(failed);
    case ExecFailure::one: return 1;
    case ExecFailure::two: return 2;
  }
  return 1;
}

int run_called(Called called, ExecFailure convention, std::string_view name, int count, char** words) {
  if (called.answer) return *called.answer;
  ParsedInit& parsed = called.parsed;
  parsed.options.no_config = true;
  parsed.command.assign(words + optind, words + count);
  const std::vector<std::string> environment = process::own_environment();
  const process::Resolution found = process::resolve(parsed.command.front(), environment);
  if (found.error != 0) {
    print(2, "[" + std::string{name} + "] " + parsed.command.front() + ": " + ::strerrordesc_np(found.error) +
                 "\n");
    return exit_code_for(convention, found);
  }
  return run(parsed);
}

}  // namespace

std::optional<int> run_as_called(int count, char** words) {
  if (count < 1) return std::nullopt;
  const std::string_view path = words[0];
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name == "tini" || name == "tini-static" || name == "docker-init")
    return run_called(as_tini(count, words), ExecFailure::as_shell, "tini", count, words);
  if (name == "dumb-init")
    return run_called(as_dumb_init(count, words), ExecFailure::two, "dumb-init", count, words);
  if (name == "catatonit" || name == "podman-init")
    return run_called(as_catatonit(count, words), ExecFailure::one, "catatonit", count, words);
  return std::nullopt;
}

}  // namespace jeden::tools
