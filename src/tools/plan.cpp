// jeden plan: what would be done, in which order, and how long the shutdown may take. Starts nothing.
#include "base/record.hpp"
#include "core/exit_status.hpp"
#include "step/action.hpp"
#include "tools/budget_report.hpp"
#include "tools/plan_file.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage =
    R"(usage: jeden plan [--json] [FILE | --config FILE] [-- COMMAND...]

Prints what an init.toml would do, in order, and the budget of the shutdown. Nothing is started.
COMMAND is what the container would be started with.

Exit codes: 0, 78 when the file is not right, 64 bad usage.
)";

std::string_view stage_name(core::Stage stage) {
  switch (stage) {
    case core::Stage::start: return "start";
    case core::Stage::ready: return "ready";
    case core::Stage::stop: return "stop";
    case core::Stage::end: return "end";
  }
  return {};
}

std::string_view kind_name(const core::Unit& unit) {
  switch (unit.kind) {
    case core::UnitKind::hook: return unit.is_wait ? "wait" : "hook";
    case core::UnitKind::service: return "service";
    case core::UnitKind::main: return "main";
  }
  return {};
}

// A wait's URLs may hold passwords; they are not printed.
std::string words_of(const core::Program& program) {
  if (program.own_binary) return "jeden " + program.words[1];
  std::string text;
  for (const std::string& word : program.words) {
    const bool plain = !word.empty() && word.find_first_of(" \t\n\"'\\$") == std::string::npos;
    text += (text.empty() ? "" : " ") + (plain ? word : config::json_text(word));
  }
  return text;
}

// The built-in actions of a hook; none when it is a wait or runs a program.
std::vector<base::Record> actions_of(const core::Program& program) {
  if (!program.own_binary || program.words[1] != "step") return {};
  return base::decode(program.input).value_or(std::vector<base::Record>{});
}

std::string names_of(const core::Plan& plan, const std::vector<core::UnitId>& units) {
  std::string names;
  for (const core::UnitId id : units) names += (names.empty() ? "" : ", ") + plan.units[id].name;
  return names;
}

void print_stage(const core::Plan& plan, core::Stage stage, std::string_view title) {
  bool any = false;
  for (const core::Unit& unit : plan.units) {
    if (unit.stage != stage) continue;
    if (!any) print(1, std::string{title} + "\n");
    any = true;
    std::string line = "  " + std::string{kind_name(unit)} + " " + unit.name + ": " + words_of(unit.program);
    if (!unit.after.empty()) line += "  (after " + names_of(plan, unit.after) + ")";
    if (unit.skip) line += "  (skipped: its condition does not hold)";
    print(1, line + "\n");
    for (const base::Record& action : actions_of(unit.program))
      print(1, "    " + step::describe(action) + ": " + step::perform(action, step::Run::dry).text + "\n");
  }
}

std::string unit_json(const core::Plan& plan, const core::Unit& unit) {
  std::string text = "{\"unit\":" + config::json_text(unit.name) +
                     ",\"kind\":" + config::json_text(kind_name(unit)) +
                     ",\"stage\":" + config::json_text(stage_name(unit.stage)) +
                     ",\"skipped\":" + (unit.skip ? "true" : "false") + ",\"command\":[";
  if (!unit.program.own_binary)
    for (std::size_t i = 0; i < unit.program.words.size(); ++i)
      text += (i == 0 ? "" : ",") + config::json_text(unit.program.words[i]);
  text += "],\"actions\":[";
  bool first = true;
  for (const base::Record& action : actions_of(unit.program)) {
    text += (first ? "{\"action\":" : ",{\"action\":") + config::json_text(step::describe(action)) +
            ",\"outcome\":" + config::json_text(step::perform(action, step::Run::dry).text) + "}";
    first = false;
  }
  text += "],\"after\":[";
  for (std::size_t i = 0; i < unit.after.size(); ++i)
    text += (i == 0 ? "" : ",") + config::json_text(plan.units[unit.after[i]].name);
  return text + "]}";
}

void print_json(const core::Plan& plan) {
  std::string text = "{\"units\":[";
  for (std::size_t i = 0; i < plan.units.size(); ++i)
    text += (i == 0 ? "" : ",") + unit_json(plan, plan.units[i]);
  print(1, text + "],\"shutdown\":" + budget_json(plan) + "}\n");
}

}  // namespace

int plan(Arguments arguments) {
  const PlanFileRequest request = parse_plan_file_request("plan", usage, arguments);
  if (request.answer) return *request.answer;
  const PlanFile file = load_plan_file("plan", request);
  if (file.path.empty()) return core::exit_code::usage;
  print_diagnostics(file);
  if (!file.result.plan) return core::exit_code::configuration;
  const core::Plan& plan = *file.result.plan;
  if (request.json) {
    print_json(plan);
    return 0;
  }
  print_stage(plan, core::Stage::start, "start");
  print_stage(plan, core::Stage::ready, "when main is ready");
  print_stage(plan, core::Stage::stop, "before main is asked to stop");
  print_stage(plan, core::Stage::end, "after everything has ended");
  print(1, "\n" + budget_table(plan));
  return 0;
}

}  // namespace jeden::tools
