#include "import/faults.hpp"

#include <algorithm>

#include "import/text.hpp"

namespace jeden::import {
namespace {

constexpr std::size_t most_findings = 1000;

class Finder {
 public:
  Finder(const Script& script, Document& document) : script_{script}, document_{document} {}

  void look() {
    if (!script_.strict_at_all)
      add(1, "no_set_e",
          "without set -e the script goes on after a failure; the hooks have on_failure = \"warn\" for that, "
          "take it out where a failure matters",
          false);
    walk(script_.tree.root, [&](const Node& node) {
      if (node.is("CallExpr")) look_at_command(node);
      if (node.child("Cmd") != nullptr) look_at_statement(node);
      if (node.is("WhileClause") && contains(script_.source(node), "read ")) in_pipeline(node);
      if (node.is("DeclClause") || node.is("CallExpr"))
        for (const Node& child : node.children)
          if (child.key == "Assigns" || (child.key == "Args" && child.child("Name") != nullptr))
            look_at_assignment(child);
      if (node.is("ParamExp")) look_at_default(node);
      return true;
    });
    background_and_exec();
    traps();
  }

 private:
  void add(unsigned line, std::string id, std::string message, bool cured) {
    if (document_.findings.size() >= most_findings) return;
    for (const Finding& known : document_.findings)
      if (known.line == line && known.id == id) return;
    document_.findings.push_back({line, std::move(id), std::move(message), cured});
  }
  // Whether the statement of this line has become something else than shell.
  bool is_gone(unsigned line) const {
    return std::none_of(document_.kept.begin(), document_.kept.end(), [&](const Kept& kept) {
      return kept.lines.first <= line && line <= kept.lines.last;
    });
  }

  void look_at_command(const Node& node) {
    const auto words = node.all("Args");
    if (words.empty()) return;
    const std::string program = base(literal(*words[0]).value_or(""));
    const std::string_view source = script_.source(node);
    for (const Node* word : words) {
      for (const Node* part : word->all("Parts")) {
        const Node* name = part->is("ParamExp") ? part->child("Param") : nullptr;
        if (name == nullptr || part->has("Length")) continue;
        if (name->value == "@" || name->value == "*")
          add(node.line, "unquoted_arguments",
              "$" + name->value + " without quotes tears words apart; write \"$@\"", is_gone(node.line));
        else if (is_name(name->value) && !is_one_of(program, {"echo", "printf", "[", "test", "exit", "return",
                                                              "kill", "wait", "set"}))
          add(node.line, "unquoted_variable",
              "$" + name->value + " without quotes is split into words and matched with file names",
              is_gone(node.line));
      }
    }
    if (program == "set" && contains(source, "-") && words.size() > 1) {
      const std::string flags = literal(*words[1]).value_or("");
      if (flags.starts_with('-') && !flags.starts_with("--") && contains(flags, "x"))
        add(node.line, "trace", "set -x prints every value, passwords included, to the log", true);
    }
    if (program == "eval") add(node.line, "eval", "eval runs what a variable says", is_gone(node.line));
    if (program == "sleep" && words.size() == 2 && is_number(literal(*words[1]).value_or("x")) &&
        !in_loop_.contains(&node))
      add(node.line, "sleep", "a guessed pause; a wait ends when what it waits for is there", false);
    if ((is_one_of(program, {"service", "apache2ctl"}) && contains(source, "start")) ||
        (is_one_of(program, {"cron", "crond"}) && !contains(source, " -f") && !contains(source, " -n")))
      add(node.line, "daemon",
          program + " starts a program that leaves the foreground: nobody notices its end", false);
    if (program == "tail" && contains(source, "-f") && contains(source, "/dev/null"))
      add(node.line, "idle_main",
          "tail -f /dev/null is what keeps the container alive: nobody notices the end of the real program",
          false);
    if (program == "chmod" && words.size() > 1) {
      std::string mode;
      for (const Node* word : words)
        if (const std::string text = literal(*word).value_or(""); is_number(text) || contains(text, "+w"))
          mode = text;
      if (mode.ends_with("777") || mode == "a+w" || mode == "o+w")
        add(node.line, "world_writable", "everybody may write there", false);
    }
    password_words(node, words, program);
    if (is_one_of(program, {"gosu", "su-exec", "setpriv"}) && words.size() > 2 &&
        is_one_of(base(literal(*words[2]).value_or("")), {"echo", "printf"}))
      add(node.line, "drop_before_pipe",
          "only " + literal(*words[2]).value_or("") + " runs as that user, not what reads from it", false);
    if (is_one_of(program, {"echo", "printf"}))
      for (const std::string& name : variables_read(node))
        if (is_secret(name) && !name.ends_with("_FILE") && !redirected_.contains(&node))
          add(node.line, "secret_logged", name + " is printed to the log", is_gone(node.line));
  }

  static std::string base(const std::string& path) { return path.substr(path.rfind('/') + 1); }

  static bool is_secret(std::string_view name) {
    const std::string low = lower(name);
    for (const std::string_view part : {"password", "passwd", "secret", "token", "api_key", "_pass"})
      if (contains(low, part)) return true;
    return low == "pass";
  }

  bool holds_secret(const Node& word) const {
    for (const std::string& name : variables_read(word))
      if (is_secret(name) && !name.ends_with("_FILE")) return true;
    return false;
  }

  void password_words(const Node& node, const std::vector<const Node*>& words, const std::string& program) {
    if (is_one_of(program,
                  {"echo", "printf", "[", "test", "export", ":", "file_env", "unset", "local", "read"}))
      return;
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (!holds_secret(*words[i]) && !contains(lower(literal(*words[i]).value_or("")), "--password="))
        continue;
      add(node.line, "password_on_command_line",
          "every user of the container sees the command line of " +
              (program.empty() ? "a program" : program) + "; use its variable, a file or standard input",
          false);
      return;
    }
  }

  void look_at_statement(const Node& node) {
    const Node* inner = command_of(node);
    for (const Node* redirection : node.all("Redirs"))
      if (script_.operation(*redirection).starts_with('>')) redirected_.insert(inner);
    if (inner->is("WhileClause") || inner->is("ForClause"))
      walk(*inner, [&](const Node& below) {
        in_loop_.insert(&below);
        return true;
      });
    if (!inner->is("BinaryCmd")) return;
    const Node *left = inner->child("X"), *right = inner->child("Y");
    if (left == nullptr || right == nullptr) return;
    const std::string_view operation = script_.operation(*inner);
    if (operation == "||") {
      const auto other = simple(*right);
      const std::string other_program = other ? other->program() : "";
      const std::string what = lower(script_.source(*left));
      const bool migrates = contains(what, "migrat") || contains(what, "db:") || contains(what, "upgrade") ||
                            contains(what, "createsuperuser") || contains(what, "seed");
      if (migrates && is_one_of(other_program, {"true", ":", "echo"}))
        add(node.line, "failure_ignored",
            "the program starts although this has failed; take on_failure = \"warn\" out", false);
    }
    if (operation == "|" || operation == "|&") {
      piped_.push_back(right);
      if (contains(script_.source(*left), "exec ") ||
          (contains(script_.source(*right), "tee") && node.key == "Stmts" && is_last(node)))
        add(node.line, "exit_code_lost",
            "the code of a pipeline is that of its last command, not of the program", false);
    }
  }

  bool is_last(const Node& node) const {
    const auto list = script_.tree.root.all("Stmts");
    return !list.empty() && list.back() == &node;
  }

  void in_pipeline(const Node& loop) {
    const bool piped = std::any_of(piped_.begin(), piped_.end(), [&](const Node* side) {
      return side->begin <= loop.begin && loop.end <= side->end;
    });
    if (!piped) return;
    bool sources = false;
    walk(loop, [&](const Node& node) {
      if (node.is("CallExpr") && !node.all("Args").empty() &&
          is_one_of(literal(*node.all("Args")[0]).value_or(""), {".", "source", "export"}))
        sources = true;
      if (node.is("DeclClause")) sources = true;
      return true;
    });
    if (sources)
      add(loop.line, "lost_in_subshell",
          "the loop is part of a pipeline, so a shell of its own: what it sets is lost", false);
  }

  void look_at_assignment(const Node& node) {
    const Node *name = node.child("Name"), *value = node.child("Value");
    if (name == nullptr || value == nullptr || !is_secret(name->value) || name->value.ends_with("_FILE"))
      return;
    const auto text = literal(*value);
    if (text && !text->empty() && text->size() < 40 && !text->starts_with('/'))
      add(node.line == 0 ? value->line : node.line, "default_password",
          name->value + " has a value that everybody can read in the image; require it", false);
  }

  void look_at_default(const Node& node) {
    const Node *name = node.child("Param"), *expansion = node.child("Exp");
    if (name == nullptr || expansion == nullptr || !is_secret(name->value) || name->value.ends_with("_FILE"))
      return;
    const Node* word = expansion->child("Word");
    if (word == nullptr || !is_one_of(expansion_operator(node, script_), {":-", "-", ":=", "="})) return;
    const auto text = literal(*word);
    if (text && !text->empty())
      add(node.line, "default_password",
          name->value + " has a default that everybody can read in the image; require it", false);
  }

  void background_and_exec() {
    unsigned background = 0;
    walk(script_.tree.root, [&](const Node& node) {
      if (node.is("FuncDecl")) return false;
      if (node.has("Background") && background == 0) background = node.line;
      if (node.is("CallExpr") && node.all("Args").size() > 1 && literal(*node.all("Args")[0]) == "exec" &&
          background != 0 && node.line > background) {
        add(background, "background_child_of_exec",
            "exec makes it a child of a program that does not know of it: its end is noticed by nobody",
            is_gone(background));
        background = 0;
      }
      return true;
    });
  }

  void traps() {
    unsigned trap = 0;
    bool waits = false;
    walk(script_.tree.root, [&](const Node& node) {
      if (!node.is("CallExpr") || node.all("Args").empty()) return true;
      const std::string program = literal(*node.all("Args")[0]).value_or("");
      if (program == "wait") waits = true;
      if (program == "trap" && node.all("Args").size() > 2)
        for (const Node* word : node.all("Args"))
          if (is_one_of(literal(*word).value_or(""), {"TERM", "SIGTERM", "INT", "SIGINT"})) trap = node.line;
      return true;
    });
    if (trap != 0 && !waits)
      add(trap, "trap_without_wait",
          "a shell runs a trap only when the command in front has ended; it has to run in the background, "
          "and be waited for",
          is_gone(trap));
  }

  const Script& script_;
  Document& document_;
  std::set<const Node*> in_loop_, redirected_;
  std::vector<const Node*> piped_;  // right sides of pipelines
};

}  // namespace

void find_faults(const Script& script, Document& document) {
  Finder{script, document}.look();
  std::stable_sort(document.findings.begin(), document.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
}

}  // namespace jeden::import
