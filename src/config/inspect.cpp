#include "config/inspect.hpp"

#include "config/search_path.hpp"

namespace jeden::config {
namespace {

void inspect_program(const core::Program& program, const std::string& title, const std::string& file,
                     const std::string& root, std::vector<Diagnostic>& diagnostics) {
  if (program.own_binary || program.words.empty()) return;
  const std::string& name = program.words[0];
  const bool relative = name.find('/') != std::string::npos && name[0] != '/';
  // A relative path starts in the program's working directory; a reference that could not be expanded is
  // reported.
  if (relative || name.find("${") != std::string::npos) return;
  if (search_path(name, Environment{program.environment}, root)) return;
  const bool path = name[0] == '/';
  diagnostics.push_back(
      {Severity::warning,
       file,
       {},
       {},
       title + ": " + name + (path ? " is not an executable file" : " is not found in PATH"),
       {}});
}

}  // namespace

void inspect(const core::Plan& plan, const std::string& file, const std::string& root,
             std::vector<Diagnostic>& diagnostics) {
  for (const core::Unit& unit : plan.units) {
    const std::string title = unit.kind == core::UnitKind::main ? "main" : unit.name;
    inspect_program(unit.program, title, file, root, diagnostics);
    if (unit.condition) inspect_program(*unit.condition, title + ", if_command", file, root, diagnostics);
  }
}

}  // namespace jeden::config
