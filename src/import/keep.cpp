// What stays shell, and what has to stay shell with it.
#include <algorithm>

#include "import/importer.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// A statement that may end the script, so that the ones after it are not always reached.
bool may_end_well(const Node& node) {
  bool found = false;
  walk(node, [&](const Node& below) {
    if (below.is("Subshell") || below.is("CmdSubst") || below.is("FuncDecl")) return false;
    if (!below.is("CallExpr") || below.all("Args").empty()) return true;
    const auto words = below.all("Args");
    const std::string program = literal(*words[0]).value_or("");
    if (program == "exec" && words.size() > 1) found = true;
    if (program == "exit" && (words.size() == 1 || literal(*words[1]) == "0")) found = true;
    return true;
  });
  return found;
}

// for f in DIR/*; do . "$f"; done: hooks of the image's users, whose variables are their own affair.
bool is_hook_loop(const Node& node) {
  const Node* head = node.is("ForClause") ? node.child("Loop") : nullptr;
  if (head == nullptr || !head->is("WordIter")) return false;
  for (const Node* item : head->all("Items"))
    if (!contains(literal_pattern(*item).value_or(""), "*")) return false;
  return true;
}

// What comes later in the script is different because of it, whatever the variables are.
bool changes_shell(const Node& setter, const Script& script) {
  bool changes = false;
  walk(setter, [&](const Node& below) {
    // The parts of a pipeline are shells of their own.
    if (below.is("BinaryCmd") && script.operation(below) == "|") return false;
    if (below.is("Subshell") || below.is("CmdSubst") || below.is("FuncDecl") || is_hook_loop(below))
      return false;
    const auto words = below.is("CallExpr") ? below.all("Args") : std::vector<const Node*>{};
    if (words.empty()) return true;
    const std::string program = literal(*words[0]).value_or("");
    if (is_one_of(program, {".", "source", "eval", "umask", "ulimit", "cd", "shift", "trap", "pushd"}))
      changes = true;
    if (changes_users(program)) changes = true;
    if (program == "set" && words.size() > 1 && literal(*words[1]) == "--") changes = true;
    if (program == "exec" && words.size() == 1) changes = true;
    return !changes;
  });
  return changes;
}

// An assignment that gives the same again wherever it stands: it may be copied to the hooks that need it.
bool repeatable(const Node& node, const Script& script) {
  const Node* command = command_of(node);
  if (command == nullptr || !(command->is("CallExpr") || command->is("DeclClause"))) return false;
  if (command->is("CallExpr") && (!command->all("Args").empty() || command->all("Assigns").empty()))
    return false;
  bool same = !variables_set(node, script).empty();
  for (const std::string& name : variables_read(node))
    if (!is_name(name)) same = false;  // $!, $1 and the like
  walk(node, [&](const Node& below) {
    if (!below.is("CallExpr") || below.all("Args").empty()) return true;
    const std::string program = literal(*below.all("Args")[0]).value_or("");
    if (!is_one_of(program,
                   {"hostname", "nproc", "id", "uname", "dirname", "basename", "getconf", "whoami", "pwd",
                    "awk", "cut", "grep", "head", "tr", "echo", "printf", "readlink", "realpath", "cat"}))
      same = false;
    return true;
  });
  return same;
}

// The same text with less indentation; text that may not be touched stays.
std::string outdented(std::string_view source, const Node& node, std::size_t column) {
  bool touchy = false;
  walk(node, [&](const Node& below) {
    if (below.key == "Hdoc" ||
        ((below.is("SglQuoted") || below.is("DblQuoted")) && below.line != below.last_line))
      touchy = true;
    return !touchy;
  });
  if (touchy || column == 0) return std::string{source};
  std::string text;
  for (std::size_t at = 0; at < source.size();) {
    const std::size_t end = std::min(source.find('\n', at), source.size());
    std::string_view line = source.substr(at, end - at);
    if (at > 0)
      for (std::size_t i = 0; i < column && !line.empty() && (line[0] == ' ' || line[0] == '\t'); ++i)
        line.remove_prefix(1);
    text += line;
    if (end < source.size()) text += '\n';
    at = end + 1;
  }
  return text;
}

std::string text_of(const Node& node, const Script& script) {
  const std::size_t start = script.text.rfind('\n', node.begin) + 1;
  std::string text = outdented(script.source(node), node, node.begin - start);
  // Outside of its function `local` is an error.
  const Node* variant = command_of(node) != nullptr ? command_of(node)->child("Variant") : nullptr;
  if (variant != nullptr && variant->value == "local") text.erase(0, text.find_first_not_of(" \t", 5));
  return text;
}

// $1 and "$@" are the container's words, which main gets and hooks do not.
bool reads_arguments(const Node& node) {
  const auto names = variables_read(node);
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return (is_number(name) && name != "0") || is_one_of(name, {"@", "*", "#"});
  });
}

}  // namespace

std::string Importer::shell_options(bool with_strict, bool with_bash) const {
  if (!with_strict && !script.nounset) return {};
  return std::string{"set -"} + (with_strict ? "e" : "") + (script.nounset ? "u" : "") +
         (script.pipefail && with_bash ? "o pipefail" : "") + '\n';
}

void Importer::add_prelude(Hook& hook, const Node& node) {
  const auto add = [&](const std::string& text) {
    if (std::find(hook.prelude.begin(), hook.prelude.end(), text) == hook.prelude.end())
      hook.prelude.push_back(text);
  };
  std::set<std::string> seen;
  const auto follow = [&](const auto& self, const Node& below) -> void {
    for (const std::string& name : functions_called(below))
      if (const auto found = functions.find(name);
          found != functions.end() && seen.insert(name + "()").second) {
        self(self, *found->second);
        used_functions.insert(name);
        add(std::string{script.source(*found->second)});
        hook.bash = hook.bash || needs_bash(*found->second, script);
      }
    for (const std::string& name : variables_read(below))
      if (const auto found = definitions.find(name); found != definitions.end() && seen.insert(name).second)
        add(found->second);
  };
  follow(follow, node);
}

void Importer::keep_as_main(const Node& node, const std::string& reason) {
  Hook group;
  if (!document.hooks.empty() && document.hooks.back().kind == "script" && !pieces_.empty() &&
      pieces_.back().kept && pieces_.back().hook == document.hooks.size() - 1 &&
      document.hooks.back().keys == hook_keys("script", Context{})) {
    group = std::move(document.hooks.back());
    document.hooks.pop_back();
    for (Piece& piece : pieces_)
      if (piece.hook == document.hooks.size()) piece.hook = std::string::npos;
    for (Kept& kept : document.kept)
      if (kept.unit == group.name) kept.unit = "main";
  }
  if (!document.main.script.empty()) group.entries.insert(group.entries.begin(), document.main.script);
  add_prelude(group, node);
  group.bash = group.bash || document.main.bash || needs_bash(node, script);
  group.entries.push_back(text_of(node, script));
  std::string text = document.main.script.empty() ? shell_options(strict, group.bash) : "";
  for (const std::string& definition : group.prelude) text += definition + '\n';
  for (const std::string& piece : group.entries) text += piece + (piece.ends_with('\n') ? "" : "\n");
  Main& main = document.main;
  if (main.script.empty()) {
    // What has changed since then is part of the shell's text.
    Keys keys = process_keys();
    keys.insert(keys.end(), main.keys.begin(), main.keys.end());
    main.keys = std::move(keys);
  }
  main.script = std::move(text);
  main.bash = group.bash;
  for (const std::string& name : variables_read(node))
    if (is_number(name) || is_one_of(name, {"@", "*", "#"})) main.positional = true;
  for (const std::string& piece : group.entries)
    if (contains(piece, "$@") || contains(piece, "$*") || contains(piece, "$1") || contains(piece, "${1"))
      main.positional = true;
  if (main.positional) {
    // "$@" is what the container says, whatever it is.
    std::erase_if(main.keys, [](const auto& key) { return key.first.starts_with("append_"); });
    main.keys.emplace_back("append_words", R"(["*"])");
  }
  for (const Lines& part : group.lines) main.lines.push_back(part);
  main.lines.push_back(lines(node));
  if (std::find(main.notes.begin(), main.notes.end(), reason) == main.notes.end())
    main.notes.push_back(reason);
  document.kept.push_back({lines(node), reason, "main"});
  pieces_.push_back({&node, true, std::string::npos, place_});
}

void Importer::keep(const Node& node, std::string reason, const Context& context) {
  ++keeps_;
  if (context.unconditional() && (context.last || may_end_well(node))) return keep_as_main(node, reason);
  if (!forced_.contains(node.begin) && repeatable(node, script)) {
    const auto sets = variables_set(node, script);
    const bool once =
        std::all_of(sets.begin(), sets.end(), [&](const auto& name) { return assigned[name] == 1; });
    const bool inside =
        std::any_of(sets.begin(), sets.end(), [&](const auto& name) { return exported.contains(name); });
    if (once && !inside && context.unconditional()) {
      for (const std::string& name : sets) {
        definitions[name] = text_of(node, script);
        scope.set(name, {Variable::Kind::computed, {}, node.line});
      }
      document.kept.push_back({lines(node), reason, "the hooks that use it"});
      return;
    }
  }
  Hook& kept = hook("script", node, context, "shell", pieces_.empty() || pieces_.back().kept);
  for (const std::string& name : variables_set(node, script))
    scope.set(name, {Variable::Kind::computed, {}, node.line});
  add_prelude(kept, node);
  kept.bash = kept.bash || needs_bash(node, script);
  kept.entries.push_back(text_of(node, script));
  kept.options = shell_options(strict, kept.bash);
  const std::string note = lines_text({lines(node)}) + ": " + reason;
  kept.notes.push_back(note);
  document.kept.push_back({lines(node), std::move(reason), kept.name});
  pieces_.push_back({&node, true, document.hooks.size() - 1, place_});
}

void Importer::keep_body(const Node& whole, const std::vector<const Node*>& list, std::string reason,
                         const Context& context) {
  ++keeps_;
  Hook& kept = hook("script", whole, context, "shell", false);
  for (const Node* node : list) {
    for (const std::string& name : variables_set(*node, script))
      scope.set(name, {Variable::Kind::computed, {}, node->line});
    add_prelude(kept, *node);
    kept.bash = kept.bash || needs_bash(*node, script);
    kept.entries.push_back(text_of(*node, script));
  }
  kept.options = shell_options(strict, kept.bash);
  kept.notes.push_back(lines_text({lines(whole)}) + ": " + reason);
  document.kept.push_back({lines(whole), std::move(reason), kept.name});
  pieces_.push_back({&whole, true, document.hooks.size() - 1, place_});
}

bool Importer::force_range(const Piece& from, const Piece& to, const std::string& reason) {
  std::size_t depth = 0;
  while (depth < from.place.size() && depth < to.place.size() && from.place[depth] == to.place[depth])
    ++depth;
  if (depth >= from.place.size() || depth >= to.place.size()) return false;
  const auto [list, first] = from.place[depth];
  if (to.place[depth].first != list) return false;
  const std::size_t last = to.place[depth].second;
  bool news = false;
  // The statements of a list lie one after the other in memory.
  const auto* nodes = static_cast<const Node*>(list);
  for (std::size_t i = first; i <= last; ++i) {
    const Node& node = nodes[i];
    const Node* inner = command_of(node);
    if (inner != nullptr && inner->is("FuncDecl")) continue;
    news = forced_.emplace(node.begin, reason).second || news;
  }
  return news;
}

bool Importer::couple() {
  bool news = false;
  for (std::size_t i = 0; i < pieces_.size(); ++i)
    if (pieces_[i].kept && pieces_[i].hook != std::string::npos && reads_arguments(*pieces_[i].statement))
      for (std::size_t j = pieces_.size(); --j > i;)
        if (pieces_[j].main || pieces_[j].hook == std::string::npos) {
          news = force_range(
                     pieces_[i], pieces_[j],
                     "line " + std::to_string(pieces_[i].statement->line) + " uses the container's words") ||
                 news;
          break;
        }
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (!pieces_[i].kept) continue;
    const Node& setter = *pieces_[i].statement;
    const std::string line = "line " + std::to_string(setter.line);
    if (may_end_well(setter) && i + 1 < pieces_.size() && pieces_[i].hook == std::string::npos)
      news = force_range(pieces_[i], pieces_.back(), line + " may end the script") || news;
    std::set<std::string> sets = variables_set(setter, script);
    const bool sources = changes_shell(setter, script);
    for (std::size_t j = pieces_.size(); --j > i;) {
      const bool main = pieces_[j].main || pieces_[j].hook == std::string::npos;
      if (!pieces_[j].kept && !main) continue;
      if (pieces_[j].hook == pieces_[i].hook) continue;
      std::string needed;
      for (const std::string& name : sets)
        if (variables_read(*pieces_[j].statement).contains(name) || (main && exported.contains(name)))
          needed = name;
      if (needed.empty() && !(main && sources)) continue;
      const std::string reason =
          needed.empty() ? line + " changes what the program is started with" : needed + " is set in " + line;
      news = force_range(pieces_[i], pieces_[j], reason) || news;
      break;
    }
  }
  return news;
}

}  // namespace jeden::import
