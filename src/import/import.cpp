#include "import/import.hpp"

#include <algorithm>

#include "import/faults.hpp"
#include "import/importer.hpp"
#include "import/parser.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

constexpr unsigned most_statements = 3000, most_rounds = 20;

// Removes carriage returns at the ends of lines; whether there were some.
bool remove_carriage_returns(std::string& text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || (i + 1 < text.size() && text[i + 1] != '\n')) clean += text[i];
  const bool had = clean.size() != text.size();
  text = std::move(clean);
  return had;
}

bool is_strict(const Tree& tree, std::string_view first_line) {
  bool strict = contains(first_line, " -e");
  walk(tree.root, [&](const Node& node) {
    if (!node.is("CallExpr")) return !strict;
    const auto words = node.all("Args");
    if (words.size() < 2 || literal(*words[0]) != "set") return !strict;
    for (const Node* word : words) {
      const std::string text = literal(*word).value_or("");
      if (text == "errexit" ||
          (text.starts_with('-') && !text.starts_with("--") && contains(text, "e") && text.size() < 8))
        strict = true;
    }
    return !strict;
  });
  return strict;
}

// set -u, set -o pipefail
void read_options(Script& script) {
  walk(script.tree.root, [&](const Node& node) {
    const auto words = node.is("CallExpr") ? node.all("Args") : std::vector<const Node*>{};
    if (words.size() < 2 || literal(*words[0]) != "set") return true;
    for (const Node* word : words) {
      const std::string text = literal(*word).value_or("");
      if (text == "pipefail") script.pipefail = true;
      if (text == "nounset" ||
          (text.starts_with('-') && !text.starts_with("--") && text.size() < 8 && contains(text, "u")))
        script.nounset = true;
    }
    return true;
  });
}

// That is no entrypoint script but a program.
Document keep_whole(const Script& script) {
  Document document;
  document.statements = count_statements(script.tree.root);
  const std::string reason =
      "a script of more than " + std::to_string(most_statements) + " statements is a program of its own";
  const Lines lines{1, script.tree.root.last_line};
  document.kept.push_back({lines, reason, "main"});
  document.main.script = script.text;
  document.main.bash = script.bash;
  document.main.positional = true;
  document.main.keys.emplace_back("append_words", R"(["*"])");
  document.main.lines.push_back(lines);
  document.main.notes.push_back(reason);
  return document;
}

void note_other_programs(const Importer& importer, Document& document) {
  if (!document.hooks.empty() && !importer.asked_for_program)
    document.notes.emplace_back(
        "another program (docker run IMAGE bash) skips the hooks now; foreign_command = \"prepare\" runs "
        "them");
  if (document.main.positional)
    document.notes.emplace_back("main is shell, which gets the container's words: leave CMD in the image");
  if (document.main.words.empty() && document.main.script.empty() && document.roles.empty())
    document.notes.emplace_back(
        "the script does not say what main is: put the image's CMD into [main] command (jeden import FILE -- "
        "CMD...)");
}

}  // namespace

Result import_script(const std::string& path, std::string text, const std::vector<std::string>& command) {
  Result result;
  Script script;
  script.path = path;
  const bool carriage_returns = remove_carriage_returns(text);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (contains(text, std::string_view{"\0", 1})) {
    result.failure = "this is no text: it holds a null byte";
    return result;
  }
  script.text = std::move(text);
  const std::string first_line = script.text.substr(0, script.text.find('\n'));
  const bool named = first_line.starts_with("#!");
  for (const std::string_view other : {"python", "perl", "ruby", "node", "fish", "zsh"})
    if (named && contains(first_line, other)) {
      result.failure = "this is no shell script: its first line is " + first_line;
      result.line = 1;
      return result;
    }
  script.bash = contains(first_line, "bash");
  Parsed parsed = parse(script.text, Dialect::bash);
  if (!parsed.tree) {
    result.failure = std::move(parsed.failure);
    result.line = parsed.line;
    result.missing = parsed.missing;
    return result;
  }
  script.tree = std::move(*parsed.tree);
  script.strict_at_all = is_strict(script.tree, first_line);
  read_options(script);
  script.strict = named && contains(first_line, " -e");
  Forced forced;
  const bool whole = count_statements(script.tree.root) > most_statements;
  if (whole) result.document = keep_whole(script);
  for (unsigned round = 0; !whole; ++round) {
    Importer importer{script, command, std::move(forced)};
    if (!importer.run() && round <= most_rounds) {
      forced = std::move(importer.forced());
      // What does not come apart stays whole.
      if (round == most_rounds)
        for (const Node* node : script.tree.root.all("Stmts"))
          forced[node->begin] = "its parts depend on each other in too many ways";
      continue;
    }
    note_other_programs(importer, importer.document);
    result.document = importer.take();
    break;
  }
  Document& document = result.document;
  if (carriage_returns)
    document.findings.push_back({1, "carriage_return",
                                 "its lines end like those of Windows: the kernel looks for an interpreter "
                                 "with a carriage return in its name",
                                 true});
  if (!named && !script.text.empty())
    document.findings.push_back(
        {1, "no_interpreter",
         "the first line names no interpreter, so it depends on who starts it which shell runs it", true});
  if (named && !script.bash)
    walk(script.tree.root, [&](const Node& node) {
      if (node.child("Cmd") == nullptr || !needs_bash(node, script)) return true;
      bool inner = false;
      for (const Node& child : node.child("Cmd")->children)
        walk(child, [&](const Node& below) {
          if (below.child("Cmd") != nullptr && needs_bash(below, script)) inner = true;
          return !inner;
        });
      if (!inner && !contains(first_line, "ksh"))
        document.findings.push_back(
            {node.line, "bashism", "this is bash, and the first line says " + first_line.substr(2), true});
      return inner;
    });
  find_faults(script, document);
  result.toml = render(document, path.substr(path.rfind('/') + 1));
  return result;
}

}  // namespace jeden::import
