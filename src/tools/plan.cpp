// jeden plan: what would be done, in which order, and how long the shutdown may take. Starts nothing.
#include "base/mask.hpp"
#include "base/record.hpp"
#include "base/text.hpp"
#include "core/exit_status.hpp"
#include "core/names.hpp"
#include "probe/target.hpp"
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

bool is_wait(const core::Program& program) {
  return program.own_binary && program.words[1] == "wait";
}

// A wait's URLs, without the passwords that they may hold.
std::vector<std::string> urls_of(const core::Program& program, const base::Mask& mask) {
  std::vector<std::string> urls;
  if (!is_wait(program)) return urls;
  probe::Sources sources;
  sources.files = probe::Sources::Files::assume;
  sources.variable = [](const std::string&) { return std::string{"?"}; };
  for (std::string_view rest = program.input; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view url = rest.substr(0, end);
    const probe::Parsed parsed = probe::parse_target(url, sources);
    urls.push_back(mask.apply(parsed.target ? parsed.target->shown : probe::redact(url)));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return urls;
}

std::string words_of(const core::Program& program, const base::Mask& mask) {
  std::string text;
  if (program.own_binary) {
    text = "jeden " + program.words[1];
    for (const std::string& url : urls_of(program, mask)) text += ' ' + url;
    return text;
  }
  for (const std::string& hidden : program.words) {
    const std::string word = mask.apply(hidden);
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
  for (const core::UnitId id : units) base::append(names, plan.units[id].name);
  return names;
}

void print_stage(const core::Plan& plan, core::Stage stage, std::string_view title) {
  bool any = false;
  const base::Mask mask{plan.secrets};
  for (const core::Unit& unit : plan.units) {
    if (unit.stage != stage) continue;
    if (!any) print(1, std::string{title} + "\n");
    any = true;
    std::string line =
        "  " + std::string{core::kind_name(unit)} + " " + unit.name + ": " + words_of(unit.program, mask);
    if (!unit.after.empty()) line += "  (after " + names_of(plan, unit.after) + ")";
    if (unit.skip) line += "  (skipped: its condition does not hold)";
    print(1, line + "\n");
    for (const base::Record& action : actions_of(unit.program))
      print(1, "    " +
                   mask.apply(step::describe(action) + ": " + step::perform(action, step::Run::dry).text) +
                   "\n");
  }
}

std::string unit_json(const core::Plan& plan, const core::Unit& unit) {
  const base::Mask mask{plan.secrets};
  std::string text = "{\"unit\":" + config::json_text(unit.name) +
                     ",\"kind\":" + config::json_text(core::kind_name(unit)) +
                     ",\"stage\":" + config::json_text(core::stage_name(unit.stage)) +
                     ",\"skipped\":" + (unit.skip ? "true" : "false") + ",\"command\":[";
  if (!unit.program.own_binary)
    for (std::size_t i = 0; i < unit.program.words.size(); ++i)
      text += (i == 0 ? "" : ",") + config::json_text(mask.apply(unit.program.words[i]));
  text += "],\"urls\":[";
  for (const std::string& url : urls_of(unit.program, mask))
    text += (text.ends_with('[') ? "" : ",") + config::json_text(url);
  text += "],\"actions\":[";
  bool first = true;
  for (const base::Record& action : actions_of(unit.program)) {
    text += (first ? "{\"action\":" : ",{\"action\":") +
            config::json_text(mask.apply(step::describe(action))) +
            ",\"outcome\":" + config::json_text(mask.apply(step::perform(action, step::Run::dry).text)) + "}";
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
  if (!file.result.plan) return print_refusal(file, request);
  print_diagnostics(file);
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
