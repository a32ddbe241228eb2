#include "import/importer.hpp"

#include <algorithm>

#include "import/text.hpp"

namespace jeden::import {

// What a trial may change. Lists that only grow are cut back; the rest is small.
struct Importer::Snapshot {
  Document document;
  Scope scope;
  std::string user, directory, umask, words_user;
  Keys limits;
  bool strict, main_found;
  std::map<std::string, std::string> definitions;
  std::vector<std::pair<std::string, const Node*>> background;
  std::size_t pieces, keeps;
  std::optional<Piece> root_main;
};

Importer::Importer(const Script& text, std::vector<std::string> words, Forced forced)
    : script{text}, scope{text}, strict{text.strict}, command{std::move(words)}, forced_{std::move(forced)} {
  for (std::string& word : command) word = escape_dollars(word);
}

// Functions, exported names, and how often each variable is set: what the first statement may depend on.
void Importer::prepare() {
  walk(script.tree.root, [&](const Node& node) {
    if (node.is("FuncDecl"))
      if (const Node* name = node.child("Name")) functions[name->value] = &node;
    // n=$((n + 1)), ((n++)), let n=n+1
    if (node.is("ArithmCmd") || node.is("LetClause"))
      for (const std::string& name : variables_set(node, script)) counters.insert(name);
    if (node.is("CallExpr") && node.all("Args").empty())
      for (const Node* assignment : node.all("Assigns"))
        if (assignment->child("Name") != nullptr && assignment->child("Value") != nullptr &&
            variables_read(*assignment->child("Value")).contains(assignment->child("Name")->value))
          walk(*assignment->child("Value"), [&](const Node& below) {
            if (below.is("ArithmExp")) counters.insert(assignment->child("Name")->value);
            return true;
          });
    const Node* variant = node.is("DeclClause") ? node.child("Variant") : nullptr;
    if (variant != nullptr && variant->value == "export")
      for (const Node* argument : node.all("Args"))
        if (const Node* name = argument->child("Name")) exported.insert(name->value);
    if (node.key != "Stmts" && node.key != "X" && node.key != "Y" && node.key != "Do" && node.key != "Then" &&
        node.key != "Cond" && node.key != "Body")
      return true;
    const Node* inner = command_of(node);
    if (inner != nullptr && (inner->is("CallExpr") || inner->is("DeclClause") || inner->is("ArithmCmd")))
      for (const std::string& name : variables_set(node, script)) ++assigned[name];
    return true;
  });
}

// A hook that only sets variables of its own shell does nothing.
void Importer::leave_out_idle() {
  std::vector<std::string> idle;
  for (std::size_t i = 0; i < document.hooks.size(); ++i) {
    bool does = document.hooks[i].kind != "script", any = false;
    for (const Piece& piece : pieces_) {
      if (!piece.kept || piece.hook != i) continue;
      any = true;
      const auto setter = simple(*piece.statement);
      if (!setter || !setter->words.empty() || !functions_called(*piece.statement).empty()) does = true;
    }
    if (any && !does) idle.push_back(document.hooks[i].name);
  }
  for (const std::string& name : idle) {
    std::erase_if(document.hooks, [&](const Hook& hook) { return hook.name == name; });
    for (Kept& kept : document.kept)
      if (kept.unit == name) kept.unit = "nowhere", kept.reason += "; nothing that is left reads it";
  }
}

bool Importer::run() {
  prepare();
  Context context;
  context.last = true;
  document.statements = count_statements(script.tree.root);
  statements(script.tree.root.all("Stmts"), context);
  if (couple() || news_) return false;
  leave_out_idle();
  // Functions that only speak, or that nobody calls.
  for (const auto& [name, function] : functions)
    if (!used_functions.contains(name)) document.statements_understood += count_statements(*function);
  document.statements_understood = std::min(document.statements_understood, document.statements);
  return true;
}

void Importer::statement(const Node& node, const Context& context) {
  why.clear();
  if (const auto found = forced_.find(node.begin); found != forced_.end())
    return keep(node, found->second, context);
  for (const auto recogniser :
       {recognise_call,        recognise_message,        recognise_state,      recognise_secret,
        recognise_requirement, recognise_default,        recognise_assignment, recognise_arguments,
        recognise_wait,        recognise_wait_tool,      recognise_template,   recognise_written,
        recognise_setting,     recognise_hook_directory, recognise_files,      recognise_roles,
        recognise_background,  recognise_users,          recognise_main,       recognise_condition,
        recognise_run}) {
    const bool had_main = main_found;
    if (!recogniser(node, *this, context)) continue;
    if (const Node* inner = command_of(node); inner == nullptr || !inner->is("FuncDecl"))
      pieces_.push_back({&node, false, document.hooks.size(), place_, main_found && !had_main});
    return;
  }
  keep(node, why.empty() ? "there is no table for this" : why, context);
}

bool Importer::trial(const std::vector<const Node*>& list, const Context& context, std::size_t most_hooks,
                     bool keeps) {
  Snapshot before{document, scope,      user,        directory,  umask,          words_user, limits,
                  strict,   main_found, definitions, background, pieces_.size(), keeps_,     root_main_};
  statements(list, context);
  if ((keeps || keeps_ == before.keeps) && document.hooks.size() <= before.document.hooks.size() + most_hooks)
    return true;
  document = std::move(before.document);
  scope = std::move(before.scope);
  user = before.user, directory = before.directory, umask = before.umask, limits = before.limits;
  words_user = before.words_user;
  strict = before.strict, main_found = before.main_found;
  definitions = std::move(before.definitions);
  background = std::move(before.background);
  pieces_.resize(before.pieces, Piece{});
  keeps_ = before.keeps;
  root_main_ = before.root_main;
  return false;
}

bool Importer::all_understood(const std::vector<const Node*>& list, const Context& context) {
  return trial(list, context, 1000, false);
}

bool Importer::at_most_one_hook(const std::vector<const Node*>& list, const Context& context) {
  return trial(list, context, 1, true);
}

void Importer::understand(const Node& node, std::string what, unsigned count) {
  document.understood.push_back({lines(node), std::move(what)});
  document.statements_understood += count;
}

void Importer::find(unsigned line, std::string id, std::string message, bool cured) {
  for (const Finding& known : document.findings)
    if (known.line == line && known.id == id) return;
  document.findings.push_back({line, std::move(id), std::move(message), cured});
}

Lines Importer::lines(const Node& node) const {
  unsigned last = node.last_line;
  walk(node, [&](const Node& below) {
    last = std::max(last, below.last_line);
    return true;
  });
  return {node.line, last};
}

Keys Importer::process_keys() const {
  Keys keys;
  if (!user.empty()) keys.emplace_back("user", toml_text(user));
  if (!directory.empty()) keys.emplace_back("working_directory", toml_text(directory));
  if (!umask.empty()) keys.emplace_back("umask", toml_text(umask));
  if (!limits.empty()) {
    std::string text = "{ ";
    for (const auto& [name, value] : limits) text += (text.size() > 2 ? ", " : "") + name + " = " + value;
    keys.emplace_back("limits", text + " }");
  }
  return keys;
}

Keys Importer::hook_keys(std::string_view kind, const Context& context) const {
  Keys keys;
  for (const std::string_view key : {"if_env", "unless_env", "if_exists", "unless_exists", "if_writable",
                                     "unless_writable", "if_command"}) {
    std::vector<std::string> values;
    for (const auto& [condition, value] : context.conditions)
      if (condition == key) values.push_back(value);
    if (key == "if_command" && !values.empty())
      keys.emplace_back(key, values[0]);  // words, as TOML has them
    else if (!values.empty())
      keys.emplace_back(key, values.size() == 1 ? toml_text(values[0]) : toml_list(values));
  }
  if (!context.once.empty()) keys.emplace_back("once", toml_text(context.once));
  if (!context.role.empty()) keys.emplace_back("roles", toml_text(context.role));
  for (auto& key : process_keys()) keys.push_back(std::move(key));
  // Built-in steps do without root by themselves.
  const bool asks =
      std::any_of(keys.begin(), keys.end(), [](const auto& key) { return key.first == "if_command"; });
  if (context.root && (kind == "run" || kind == "script") && !asks)
    keys.emplace_back("if_command", toml_list({"/bin/sh", "-c", "[ \"$(id -u)\" = 0 ]"}));
  if (context.best_effort || (!strict && kind != "wait")) keys.emplace_back("on_failure", "\"warn\"");
  return keys;
}

Hook& Importer::hook(std::string kind, const Node& node, const Context& context, const std::string& name,
                     bool join) {
  Keys keys = hook_keys(kind, context);
  if (join && !document.hooks.empty()) {
    Hook& last = document.hooks.back();
    if (last.kind == kind && last.keys == keys) {
      last.lines.push_back(lines(node));
      return last;
    }
  }
  Hook fresh;
  fresh.name = document.unique_name(name);
  fresh.kind = std::move(kind);
  fresh.keys = std::move(keys);
  fresh.lines.push_back(lines(node));
  return document.hooks.emplace_back(std::move(fresh));
}

void Importer::set_main(const Node& node, std::vector<std::string> words, const std::string& main_user,
                        const Context& context) {
  Main& main = document.main;
  if (!words.empty()) main.words = std::move(words);
  main.lines.push_back(lines(node));
  main_found = true;
  if (context.root) root_main_ = Piece{&node, false, 0, place_};
  Keys before = std::move(main.keys);  // such as a stop signal that a trap has told of
  main.keys = process_keys();
  main.keys.insert(main.keys.end(), before.begin(), before.end());
  if (main_user.empty()) return;
  std::erase_if(main.keys, [](const auto& key) { return key.first == "user"; });
  main.keys.emplace(main.keys.begin(), "user", toml_text(main_user));
}

}  // namespace jeden::import
