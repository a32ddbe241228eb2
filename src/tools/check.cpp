// jeden check: is this init.toml right?
#include "core/budget.hpp"
#include "core/exit_status.hpp"
#include "tools/budget_report.hpp"
#include "tools/plan_file.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage =
    R"(usage: jeden check [--json] [FILE | --config FILE] [-- COMMAND...]

Says what is wrong with an init.toml: every fault with its place, all in one go. Without FILE it is looked for at
$JEDEN_CONFIG, /etc/jeden/init.toml, /etc/init.toml, /init.toml and ./init.toml.

What only the running container has, such as required variables, is a warning here, so that an image can be checked
while it is built. So is a shutdown that does not fit into its grace.

With COMMAND it is checked for a container that is started with these words; without, for every role.

  -c, --config FILE  the file to check
      --json         print one JSON object to standard output
  -h, --help         print this

Exit codes: 0 the file is right (there may be warnings), 78 it is not, 64 bad usage.
)";

std::string count(std::size_t number, const char* noun) {
  return std::to_string(number) + ' ' + noun + (number == 1 ? "" : "s");
}

void print_json(const PlanFile& file) {
  std::string text = '{' + verdict_json(file);
  if (file.result.plan) text += ",\"shutdown\":" + budget_json(*file.result.plan);
  print(1, text + "}\n");
}

void print_text(const PlanFile& file) {
  print_diagnostics(file);
  if (file.result.plan && !core::plan_budget(*file.result.plan).fits)
    print(2, budget_table(*file.result.plan));
  std::string line = file.path + ": ";
  if (file.errors == 0 && file.warnings == 0)
    line += "no errors, no warnings";
  else
    line += count(file.errors, "error") + ", " + count(file.warnings, "warning");
  print(file.errors == 0 ? 1 : 2, line + '\n');
}

}  // namespace

int check(Arguments arguments) {
  const PlanFileRequest request = parse_plan_file_request("check", usage, arguments);
  if (request.answer) return *request.answer;
  PlanFile file = load_plan_file("check", request);
  if (file.path.empty()) return core::exit_code::usage;
  if (file.result.plan) {
    if (std::string warning = budget_warning(*file.result.plan); !warning.empty()) {
      file.result.diagnostics.push_back(
          {config::Severity::warning, file.path, {}, {}, std::move(warning), {}});
      ++file.warnings;
    }
  }
  if (request.json)
    print_json(file);
  else
    print_text(file);
  return file.errors == 0 ? 0 : core::exit_code::configuration;
}

}  // namespace jeden::tools
