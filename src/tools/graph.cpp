// jeden graph: the units and what they come after, in the language of Graphviz.
#include "core/exit_status.hpp"
#include "tools/plan_file.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage =
    R"(usage: jeden graph [--json] [FILE | --config FILE] [-- COMMAND...]

Prints the units of an init.toml and what each comes after, for dot(1): jeden graph | dot -Tsvg. With --json, a list of
the units and one of the edges.

Exit codes: 0, 78 when the file is not right, 64 bad usage.
)";

std::string_view shape_of(const core::Unit& unit) {
  switch (unit.kind) {
    case core::UnitKind::hook: return unit.is_wait ? "diamond" : "box";
    case core::UnitKind::service: return "ellipse";
    case core::UnitKind::main: return "doubleoctagon";
  }
  return {};
}

}  // namespace

int graph(Arguments arguments) {
  const PlanFileRequest request = parse_plan_file_request("graph", usage, arguments);
  if (request.answer) return *request.answer;
  const PlanFile file = load_plan_file("graph", request);
  if (file.path.empty()) return core::exit_code::usage;
  if (!file.result.plan) return print_refusal(file, request);
  print_diagnostics(file);
  std::string nodes, edges, list, names;
  for (const core::Unit& unit : file.result.plan->units) {
    const std::string name = config::json_text(unit.name);
    names += (names.empty() ? "" : ",") + name;
    nodes += "  " + name + " [shape=" + std::string{shape_of(unit)} + "];\n";
    for (const core::UnitId before : unit.after) {
      const std::string other = config::json_text(file.result.plan->units[before].name);
      edges += "  " + other + " -> " + name + ";\n";
      list += (list.empty() ? "" : ",") + ("{\"from\":" + other + ",\"to\":" + name + "}");
    }
  }
  print(1, request.json ? "{\"units\":[" + names + "],\"edges\":[" + list + "]}\n"
                        : "digraph init {\n  rankdir=LR;\n" + nodes + edges + "}\n");
  return 0;
}

}  // namespace jeden::tools
