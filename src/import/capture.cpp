// export NAME="$(PROGRAM ...)": a hook whose output the program gets as a variable.
#include "import/options.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// init.toml looks at ${NAME} before the first hook runs, so only the environment may need what a hook says.
bool is_read_elsewhere(const Node& statement, const std::string& name, const Importer& importer) {
  bool read = false;
  walk(importer.script.tree.root, [&](const Node& node) {
    if (&node == &statement) return false;
    const Node* parameter = node.is("ParamExp") ? node.child("Param") : nullptr;
    if (parameter != nullptr && parameter->value == name) read = true;
    return !read;
  });
  return read;
}

}  // namespace

bool recognise_capture(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated") || importer.main_found) return false;
  const bool declares = inner->is("DeclClause");
  if (declares && (inner->child("Variant") == nullptr || inner->child("Variant")->value != "export"))
    return false;
  if (!declares && (!inner->is("CallExpr") || !inner->all("Args").empty())) return false;
  const auto list = inner->all(declares ? "Args" : "Assigns");
  if (list.size() != 1 || list[0]->child("Name") == nullptr || list[0]->child("Value") == nullptr ||
      list[0]->has("Append"))
    return false;
  const std::string name = list[0]->child("Name")->value;
  const Node& value = *list[0]->child("Value");
  if ((!declares && !importer.exported.contains(name)) || importer.assigned[name] > 2 ||
      name.ends_with("PATH") || importer.scope.expand(value).text || is_read_elsewhere(node, name, importer))
    return false;
  const auto words = asked_program(value, importer);
  if (!words) return false;
  Context mine = context;
  mine.best_effort = mine.best_effort || declares;  // export succeeds whatever the program does
  Hook& hook = importer.hook("run", node, mine, (*words)[0].substr((*words)[0].rfind('/') + 1), false);
  hook.entries = *words;
  hook.keys.emplace_back("capture", toml_text(name));
  importer.understand(node, "run: capture " + name);
  return true;
}

}  // namespace jeden::import
