// status, events, stop, restart, signal, ready, timeline: questions to the jeden that runs this container.
#include <array>
#include <string>

#include "core/exit_status.hpp"
#include "tools/control_request.hpp"
#include "tools/json_reader.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

struct Verb {
  std::string_view name, usage;
  std::size_t least, most;  // words after the verb
};
constexpr std::array verbs{
    Verb{"status", "usage: jeden status [--json] [--socket PATH]\n\nWhat every unit is doing.\n", 0, 0},
    Verb{"timeline",
         "usage: jeden timeline [--json] [--socket PATH]\n\nWhen each unit was started, and how long it "
         "took.\n",
         0, 0},
    Verb{"events",
         "usage: jeden events [--json] [--socket PATH]\n\nThe log lines of PID 1 from now on, until it ends "
         "or "
         "this is "
         "interrupted; as logfmt unless --json is given. Waits write their own lines, which are not among "
         "them.\n",
         0, 0},
    Verb{"stop",
         "usage: jeden stop [SIGNAL] [--json] [--socket PATH]\n\nAsk the container to stop, as SIGTERM to "
         "PID 1 does. "
         "Asking twice hurries, three times kills.\n",
         0, 1},
    Verb{"restart",
         "usage: jeden restart UNIT [--json] [--socket PATH]\n\nStop a program by its stop sequence and "
         "start it "
         "again.\n",
         1, 1},
    Verb{"signal",
         "usage: jeden signal SIGNAL [UNIT] [--json] [--socket PATH]\n\nSend a signal to a program; main "
         "unless "
         "given.\n",
         1, 2},
    Verb{"ready",
         "usage: jeden ready [UNIT] [--json] [--socket PATH]\n\nSay that a program is ready, as it could by "
         "sd_notify(3); without UNIT, exit with 0 when the container is ready and 1 when it is not.\n",
         0, 1},
};

struct Question {
  std::string request, socket;
  bool json = false;
  std::string_view first;  // the first word after the verb
};

int failure(std::string_view verb, const std::string& message, int code) {
  print(2, "jeden " + std::string{verb} + ": " + message + "\n");
  return code;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string result{text};
  result.resize(std::max(width, result.size() + 1), ' ');
  return result;
}

void print_status(const Json& status) {
  print(1,
        "life " + status.text("life") + (status.text("ready") == "true" ? ", ready" : ", not ready") + "\n");
  print(1, padded("unit", 20) + padded("kind", 9) + padded("phase", 10) + padded("pid", 8) +
               padded("up", 12) + "last\n");
  for (const Json& unit : status.list("units")) {
    std::string phase = unit.text("phase");
    if (phase == "ended") phase = unit.text("outcome");
    const std::string up = unit.text("up_ms"), code = unit.text("last_code");
    print(1, padded(unit.text("unit"), 20) + padded(unit.text("kind"), 9) + padded(phase, 10) +
                 padded(unit.text("pid"), 8) + padded(up.empty() ? "" : up + " ms", 12) +
                 (code.empty() ? "" : "code " + code) + "\n");
  }
}

void print_timeline(const Json& status) {
  print(1, padded("unit", 20) + padded("started after", 16) + padded("ready after", 16) + "ran\n");
  for (const Json& unit : status.list("units")) {
    if (unit.text("started_after_ms").empty()) continue;
    const auto cell = [&](std::string_view key) {
      const std::string value = unit.text(key);
      return padded(value.empty() ? "" : value + " ms", 16);
    };
    print(1, padded(unit.text("unit"), 20) + cell("started_after_ms") + cell("ready_after_ms") +
                 cell("last_ran_ms") + "\n");
  }
}

int show(const Verb& verb, const Question& question, const std::string& answer) {
  const Json json = Json::parse(answer);
  if (const std::string error = json.text("error"); !error.empty())
    return failure(verb.name, error, json.text("usage").empty() ? 1 : core::exit_code::usage);
  if (verb.name == "ready" && question.first.empty()) {
    if (question.json) print(1, "{\"ready\":" + json.text("ready") + "}\n");
    return json.text("ready") == "true" ? 0 : 1;
  }
  if (question.json) {
    print(1, answer);
    return 0;
  }
  if (verb.name == "status") print_status(json);
  if (verb.name == "timeline") print_timeline(json);
  return 0;
}

int ask(const Verb& verb, const Question& question) {
  std::string error;
  const bool events = verb.name == "events";
  const std::string answer =
      ask_control(question.socket, events && question.json ? "events json" : question.request, error,
                  events ? Answer::printed : Answer::kept);
  if (!error.empty()) return failure(verb.name, error, 1);
  return events ? 0 : show(verb, question, answer);
}

}  // namespace

int control(std::string_view name, Arguments arguments) {
  const Verb* verb = nullptr;
  for (const Verb& candidate : verbs)
    if (candidate.name == name) verb = &candidate;
  if (verb == nullptr) return core::exit_code::usage;
  Question question;
  question.request =
      name == "timeline" || (name == "ready" && arguments.empty()) ? "status" : std::string{name};
  std::size_t words = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "-h" || word == "--help") {
      print(1, verb->usage);
      return 0;
    }
    if (word == "--json") {
      question.json = true;
    } else if (word == "--socket" && i + 1 < arguments.size()) {
      question.socket = arguments[++i];
    } else if (word.starts_with('-') || word.find(' ') != std::string_view::npos || ++words > verb->most) {
      return failure(name, "unexpected \"" + std::string{word} + "\"; see --help", core::exit_code::usage);
    } else {
      if (question.first.empty()) question.first = word;
      question.request += " " + std::string{word};
    }
  }
  if (name == "ready" && words == 0) question.request = "status";
  if (words < verb->least) return failure(name, "a word is missing; see --help", core::exit_code::usage);
  return ask(*verb, question);
}

}  // namespace jeden::tools
