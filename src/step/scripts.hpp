// The files of a directory, each run as its name's end says.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "step/action.hpp"
#include "step/command.hpp"

namespace jeden::step {

enum class Handling : std::uint8_t { execute, command, environment, ignore };
enum class Pass : std::uint8_t { input, path };  // how a command gets the file

struct Handler {
  std::string suffix;  // empty: every name
  Handling handling = Handling::ignore;
  Pass pass = Pass::input;
  Words words, decompress;
};

// Fields: "path", "required", "sort" (name or version), "history", "on_changed" (fail or warn), "export"
// (repeated: which variables are said to jeden on descriptor 3), and for each handler "handler" (the suffix),
// "handling", "pass", "decompress" and "word", repeated.
struct Scripts {
  std::string path, history;
  bool required = false, by_version = false, may_change = false;
  std::vector<Handler> handlers;
  std::vector<std::string> exports;
};
Scripts scripts_of(const base::Record& action);

struct Job {
  std::string name, path;
  const Handler* handler = nullptr;  // none: ignored
};
struct Jobs {
  std::vector<Job> list;  // in their order
  std::string error;      // a sentence: nothing is to be run then
  bool missing = false;   // the directory does not exist
};
// What would be run. Everything that can be known before is checked here.
Jobs find_jobs(const Scripts& scripts);

// `tell` gets an event, the file and more.
using TellScript =
    std::function<void(std::string_view event, const std::string& file, const std::string& detail)>;
// The first failure ends it; `code` is that of the script.
Outcome run_scripts(const base::Record& action, const TellScript& tell, int& code);
// `jeden plan`.
Outcome describe_scripts(const base::Record& action, Run run);

}  // namespace jeden::step
