// From the words of the command line to the one thing that this process is.
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <vector>

#include "core/exit_status.hpp"
#include "tools/compat.hpp"
#include "tools/init_options.hpp"
#include "tools/tools.hpp"

namespace {

using namespace jeden;

struct Subcommand {
  std::string_view name;
  int (*run)(tools::Arguments);
};
int help(tools::Arguments words);

constexpr Subcommand subcommands[] = {
    {"check", tools::check},
    {"endpoint", tools::endpoint},
    {"exec", tools::exec},
    {"facts", tools::facts},
    {"graph", tools::graph},
#ifdef JEDEN_IMPORT
    {"import", tools::import},
#else
    {"import", [](tools::Arguments) { return tools::bad_usage("import: this jeden was built without it"); }},
#endif
    {"logs", tools::logs},
    {"plan", tools::plan},
    {"relay", tools::relay},
    {"schema", tools::schema},
    {"step", tools::step},
    {"wait", tools::wait},
    {"status", [](tools::Arguments words) { return tools::control("status", words); }},
    {"events", [](tools::Arguments words) { return tools::control("events", words); }},
    {"stop", [](tools::Arguments words) { return tools::control("stop", words); }},
    {"restart", [](tools::Arguments words) { return tools::control("restart", words); }},
    {"signal", [](tools::Arguments words) { return tools::control("signal", words); }},
    {"ready", [](tools::Arguments words) { return tools::control("ready", words); }},
    {"timeline", [](tools::Arguments words) { return tools::control("timeline", words); }},
    {"help", help},
    {"version", tools::version},
};

const Subcommand* find_subcommand(std::string_view name) {
  for (const Subcommand& candidate : subcommands)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

// What jeden starts for itself always has an option as its first word: whoever has a program called step, and
// starts it as `jeden step crypto`, means that one.
bool is_meant(const Subcommand& subcommand, tools::Arguments rest) {
  constexpr std::string_view own[] = {"step", "relay", "endpoint"};
  return std::find(std::begin(own), std::end(own), subcommand.name) == std::end(own) ||
         (!rest.empty() && rest[0].starts_with("--"));
}

// `jeden help check` means what `jeden check --help` means.
int help(tools::Arguments words) {
  if (words.empty() || words[0].starts_with('-') || words[0] == "help" || words[0] == "run")
    return tools::help();
  const Subcommand* subcommand = find_subcommand(words[0]);
  if (subcommand == nullptr) return tools::bad_usage("there is no subcommand " + std::string{words[0]});
  constexpr std::string_view option = "--help";
  return subcommand->run({&option, 1});
}

// `jeden --config FILE check` means what `jeden check --config FILE` means.
int run_subcommand(const Subcommand& subcommand, const tools::ParsedInit& parsed, tools::Arguments words) {
  std::vector<std::string_view> all;
  if (parsed.options.config) {
    all.emplace_back("--config");
    all.emplace_back(*parsed.options.config);
  }
  all.insert(all.end(), words.begin(), words.end());
  return subcommand.run(all);
}

int dispatch(tools::Arguments words) {
  tools::ParsedInit parsed = tools::parse_init_options(words);
  if (!parsed.error.empty()) return tools::bad_usage(parsed.error);
  if (parsed.options.help) return tools::help();
  if (parsed.options.version) return tools::version({});
  if (parsed.command.empty() || parsed.after_dashes) return tools::run(parsed);
  const std::string_view first = parsed.command.front();
  const tools::Arguments rest = words.last(parsed.command.size() - 1);
  const Subcommand* subcommand = find_subcommand(first);
  if (subcommand != nullptr && is_meant(*subcommand, rest)) return run_subcommand(*subcommand, parsed, rest);
  if (first != "run") return tools::run(parsed);
  // The options may stand before "run" and after it.
  std::vector<std::string_view> without_run(words.begin(),
                                            words.end() - static_cast<std::ptrdiff_t>(rest.size()) - 1);
  without_run.insert(without_run.end(), rest.begin(), rest.end());
  parsed = tools::parse_init_options(without_run);
  if (!parsed.error.empty()) return tools::bad_usage(parsed.error);
  if (parsed.options.help) return tools::help();
  return tools::run(parsed);
}

}  // namespace

int main(int count, char** words) {
  // A terminate handler of our own keeps the C++ runtime's demangler and its messages out of the binary.
  std::set_terminate([] {
    tools::print(2, "jeden: internal error, giving up\n");
    std::_Exit(core::exit_code::internal);
  });
  if (const auto code = tools::run_as_called(count, words)) return *code;
  const std::vector<std::string_view> arguments(words + (count > 0 ? 1 : 0), words + count);
  return dispatch(arguments);
}
