#include "base/signal.hpp"

#include <array>
#include <csignal>

#include "base/number.hpp"
#include "base/text.hpp"

namespace jeden::base {
namespace {

constexpr int first_realtime = 34;

struct Named {
  std::string_view name;
  int number;
};
constexpr std::array named{
    Named{"HUP", SIGHUP},   Named{"INT", SIGINT},       Named{"QUIT", SIGQUIT}, Named{"ILL", SIGILL},
    Named{"TRAP", SIGTRAP}, Named{"ABRT", SIGABRT},     Named{"BUS", SIGBUS},   Named{"FPE", SIGFPE},
    Named{"KILL", SIGKILL}, Named{"USR1", SIGUSR1},     Named{"SEGV", SIGSEGV}, Named{"USR2", SIGUSR2},
    Named{"PIPE", SIGPIPE}, Named{"ALRM", SIGALRM},     Named{"TERM", SIGTERM}, Named{"STKFLT", SIGSTKFLT},
    Named{"CHLD", SIGCHLD}, Named{"CONT", SIGCONT},     Named{"STOP", SIGSTOP}, Named{"TSTP", SIGTSTP},
    Named{"TTIN", SIGTTIN}, Named{"TTOU", SIGTTOU},     Named{"URG", SIGURG},   Named{"XCPU", SIGXCPU},
    Named{"XFSZ", SIGXFSZ}, Named{"VTALRM", SIGVTALRM}, Named{"PROF", SIGPROF}, Named{"WINCH", SIGWINCH},
    Named{"IO", SIGIO},     Named{"PWR", SIGPWR},       Named{"SYS", SIGSYS},   Named{"CLD", SIGCHLD},
    Named{"IOT", SIGABRT},  Named{"POLL", SIGIO},
};

std::optional<int> in_range(std::optional<int> number, int least) {
  return number && *number >= least && *number <= last_signal ? number : std::nullopt;
}

// "RTMIN", "RTMIN+n", "RTMAX", "RTMAX-n"; nullopt for anything else.
std::optional<int> parse_realtime(std::string_view text) {
  const bool from_start = text.starts_with("RTMIN");
  if (!from_start && !text.starts_with("RTMAX")) return std::nullopt;
  const int base = from_start ? first_realtime : last_signal;
  text.remove_prefix(5);
  if (text.empty()) return base;
  if (text.front() != (from_start ? '+' : '-')) return std::nullopt;
  const auto offset = parse_number<int>(text.substr(1));
  if (!offset || *offset < 0) return std::nullopt;
  return in_range(from_start ? base + *offset : base - *offset, first_realtime);
}

}  // namespace

std::optional<int> parse_signal(std::string_view text) {
  if (const auto number = parse_number<int>(text)) return in_range(number, 1);
  const std::string upper_case = upper(text);
  std::string_view name = upper_case;
  if (name.starts_with("SIG")) name.remove_prefix(3);
  for (const Named& candidate : named)
    if (candidate.name == name) return candidate.number;
  return parse_realtime(name);
}

std::string signal_name(int signal) {
  for (const Named& candidate : named)
    if (candidate.number == signal) return "SIG" + std::string{candidate.name};
  if (signal == first_realtime) return "SIGRTMIN";
  if (signal > first_realtime && signal < last_signal)
    return "SIGRTMIN+" + std::to_string(signal - first_realtime);
  if (signal == last_signal) return "SIGRTMAX";
  return "SIG" + std::to_string(signal);
}

bool can_be_caught(int signal) {
  return signal >= 1 && signal <= last_signal && signal != SIGKILL && signal != SIGSTOP;
}

}  // namespace jeden::base
