// Loops over the files of a directory such as /docker-entrypoint-initdb.d: the directory hook.
#include <algorithm>

#include "import/hook_file.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

struct Loop {
  std::string name;  // of the variable
  std::string folder, suffix;
  bool by_version = false, deep = false;
  std::vector<const Node*> body;
};

// DIR/*, DIR/*.sh
bool read_pattern(const std::string& text, Loop& loop) {
  const std::size_t star = text.find("/*");
  if (star == std::string::npos || star == 0 || text.find_first_of("*?[{~") != star + 1) return false;
  loop.folder = text.substr(0, star);
  loop.suffix = text.substr(star + 2);
  return loop.suffix.find_first_of("*?[{/") == std::string::npos &&
         (loop.suffix.empty() || loop.suffix.starts_with('.'));
}

// find DIR -type f -print | sort -V
bool read_find(const Node& statement, Loop& loop, Importer& importer) {
  const Node* sorted = command_of(statement);
  if (sorted == nullptr || !sorted->is("BinaryCmd") || importer.script.operation(*sorted) != "|" ||
      sorted->child("X") == nullptr || sorted->child("Y") == nullptr)
    return importer.why = "the order of what find finds is not known", false;
  const auto sorts = simple(*sorted->child("Y")), find = simple(*sorted->child("X"));
  if (!sorts || sorts->program() != "sort" || !find || find->program() != "find" || find->words.size() < 2)
    return false;
  const auto how = sorts->texts();
  if (how.size() > 2 || (how.size() == 2 && how[1] != "-V")) return false;
  loop.by_version = how.size() == 2;
  const auto folder = importer.scope.one_word(*find->words[1], importer.why);
  if (!folder) return false;
  loop.folder = demand(*folder);
  while (loop.folder.size() > 1 && loop.folder.ends_with('/')) loop.folder.pop_back();
  const auto words = find->texts();
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string value = i + 1 < words.size() ? words[i + 1] : "";
    if (words[i] == "-maxdepth" && value == "1")
      loop.deep = false, ++i;
    else if (words[i] == "-mindepth" || (words[i] == "-type" && value == "f"))
      ++i;
    else if (words[i] == "-name" && value.starts_with("*.") && value.find_first_of("*?[", 1) == value.npos)
      loop.suffix = value.substr(1), ++i;
    else if (!is_one_of(words[i], {"-follow", "-print"}))
      return false;
  }
  return true;
}

std::optional<Loop> for_loop(const Node& clause, Importer& importer) {
  const Node* head = clause.child("Loop");
  if (head == nullptr || !head->is("WordIter") || head->child("Name") == nullptr) return std::nullopt;
  const auto items = head->all("Items");
  if (items.size() != 1) return std::nullopt;
  // for f in $(find DIR -type f | sort)
  const auto parts = items[0]->all("Parts");
  if (parts.size() == 1 && parts[0]->is("CmdSubst") && parts[0]->all("Stmts").size() == 1) {
    Loop loop{head->child("Name")->value, {}, {}, false, true, clause.all("Do")};
    return read_find(*parts[0]->child("Stmts"), loop, importer) ? std::optional{loop} : std::nullopt;
  }
  const Expansion text = importer.scope.expand(*items[0]);
  Loop loop{head->child("Name")->value, {}, {}, false, false, clause.all("Do")};
  if (!text.text || !text.pattern || !read_pattern(demand(*text.text), loop)) return std::nullopt;
  return loop;
}

// find DIR -type f -print | sort -V | while read -r f
std::optional<Loop> read_loop(const Node& pipe, Importer& importer) {
  const Node *left = pipe.child("X"), *right = pipe.child("Y");
  const Node* clause = right != nullptr ? command_of(*right) : nullptr;
  if (left == nullptr || clause == nullptr || !clause->is("WhileClause") || clause->has("Until") ||
      clause->all("Cond").size() != 1)
    return std::nullopt;
  const auto reads = simple(*clause->child("Cond"));
  if (!reads || reads->program() != "read" || reads->words.size() < 2) return std::nullopt;
  Loop loop{literal(*reads->words.back()).value_or(""), {}, {}, false, true, clause->all("Do")};
  return !loop.name.empty() && read_find(*left, loop, importer) ? std::optional{loop} : std::nullopt;
}

// The handlers of the loop's body: a case of the file's name, or the same for all of them.
bool read_handlers(const Loop& loop, Importer& importer,
                   std::vector<std::pair<std::string, Handling>>& handlers) {
  auto body = loop.body;
  std::erase_if(body, [&](const Node* part) { return is_message(*part, importer); });
  const Node* choice = body.size() == 1 ? command_of(*body[0]) : nullptr;
  if (choice == nullptr || !choice->is("CaseClause")) {
    const auto handling = read_handling(loop.name, body, importer);
    if (!handling || handling->kind == Handling::Kind::ignore) return false;
    handlers.emplace_back(loop.suffix.empty() ? "*" : loop.suffix, *handling);
    return true;
  }
  if (!loop.suffix.empty() || choice->child("Word") == nullptr ||
      only_variable(*choice->child("Word")) != loop.name)
    return false;
  for (const Node* item : choice->all("Items")) {
    const auto handling = read_handling(loop.name, item->all("Stmts"), importer);
    if (!handling) return false;
    for (const Node* pattern : item->all("Patterns")) {
      const std::string text = literal_pattern(*pattern).value_or("");
      if (!text.starts_with('*') || text.find_first_of("*?[/", 1) != std::string::npos ||
          (text.size() > 1 && text[1] != '.'))
        return false;
      // What nothing is for is told, and left out.
      if (text == "*" && handling->kind == Handling::Kind::ignore) continue;
      handlers.emplace_back(text == "*" ? text : text.substr(1), *handling);
    }
  }
  return !handlers.empty();
}

bool add(const Node& node, const Loop& loop, Importer& importer, const Context& context) {
  std::vector<std::pair<std::string, Handling>> handlers;
  if (!read_handlers(loop, importer, handlers)) return false;
  std::string text;
  bool sourced = false, must_be_executable = false;
  std::set<std::string> suffixes;
  for (const auto& [suffix, handling] : handlers) {
    const bool variables = handling.kind == Handling::Kind::source && suffix != ".sh" && suffix != ".bash";
    if (variables) return importer.why = "it sources *" + suffix + " for the variables in it", false;
    sourced = sourced || handling.kind == Handling::Kind::source;
    must_be_executable = must_be_executable || handling.if_executable;
    if (!suffixes.insert(suffix).second) return false;
    Handling shown = handling;
    // Those that are sourced if they are executable have a first line that says what runs them.
    if (shown.kind == Handling::Kind::source && shown.if_executable) shown.kind = Handling::Kind::execute;
    text += (text.empty() ? "" : ", ") + toml_text(suffix) + " = " + handler_text(shown, importer.script);
  }
  const std::string name = loop.folder.substr(loop.folder.rfind('/') + 1);
  Hook& hook = importer.hook("directory", node, context, contains(name, "$") ? "scripts" : name, false);
  hook.entries = {loop.folder};
  Keys keys{{"handlers", "{ " + text + " }"}};
  if (loop.by_version) keys.emplace_back("sort", "\"version\"");
  hook.keys.insert(hook.keys.begin(), keys.begin(), keys.end());
  const auto note = [&](const std::string& what) {
    importer.document.notes.push_back("line " + std::to_string(node.line) + ": " + what);
  };
  if (sourced)
    note("the files of " + loop.folder + " are run, not sourced: variables that they set stay theirs");
  if (must_be_executable) note("a script in " + loop.folder + " that is not executable is an error now");
  if (loop.deep) note("folders in " + loop.folder + " are not entered");
  if (!importer.strict) note("the files behind one that fails are not run");
  importer.understand(node, "directory = " + toml_text(loop.folder));
  return true;
}

// if [ -n "$(ls -A DIR)" ]; then LOOP; fi: an empty directory does nothing anyway.
bool guarded(const Node& node, const Node& clause, Importer& importer, const Context& context) {
  const Node* other = clause.child("Else");
  auto body = clause.all("Then");
  std::erase_if(body, [&](const Node* part) { return is_message(*part, importer); });
  if (clause.all("Cond").size() != 1 || body.size() != 1) return false;
  if (other != nullptr) {
    if (!other->all("Cond").empty()) return false;
    for (const Node* part : other->all("Then"))
      if (!is_message(*part, importer)) return false;
  }
  const Node& condition = *clause.child("Cond");
  bool looks = false, strange = !variables_read(condition).empty();
  walk(condition, [&](const Node& below) {
    if (!below.is("CallExpr") || below.all("Args").empty()) return true;
    const std::string program = Simple{nullptr, {}, below.all("Args"), {}}.program();
    if (is_one_of(program, {"find", "ls"}))
      looks = true;
    else if (!is_one_of(program, {"[", "test", "read", "head", "grep"}))
      strange = true;
    return true;
  });
  if (!looks || strange) return false;
  const Node* inner = command_of(*body[0]);
  std::optional<Loop> loop;
  if (inner != nullptr && inner->is("ForClause")) loop = for_loop(*inner, importer);
  if (inner != nullptr && inner->is("BinaryCmd")) loop = read_loop(*inner, importer);
  return loop && contains(importer.script.source(condition), loop->folder) &&
         add(node, *loop, importer, context);
}

}  // namespace

bool recognise_hook_directory(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated") || !node.all("Redirs").empty())
    return false;
  if (inner->is("IfClause")) return guarded(node, *inner, importer, context);
  std::optional<Loop> loop;
  if (inner->is("ForClause")) loop = for_loop(*inner, importer);
  if (inner->is("BinaryCmd") && importer.script.operation(*inner) == "|") loop = read_loop(*inner, importer);
  return loop && add(node, *loop, importer, context);
}

}  // namespace jeden::import
