#include "import/scope.hpp"

#include "import/text.hpp"

namespace jeden::import {
namespace {

std::string line_of(unsigned line) {
  return "line " + std::to_string(line);
}

// What holds several words on purpose.
bool holds_words(const std::string& name) {
  const std::string low = lower(name);
  for (const std::string_view part : {"opt", "arg", "flag", "param", "cmd", "command", "extra"})
    if (contains(low, part)) return true;
  return false;
}

// $(nproc) and what else jeden knows about the container.
std::string fact_of(const Node& part) {
  const auto body = part.is("CmdSubst") ? part.all("Stmts") : std::vector<const Node*>{};
  const auto command = body.size() == 1 ? simple(*body[0]) : std::nullopt;
  if (!command || !command->redirections.empty() || !command->assignments.empty()) return {};
  const std::string words = join(command->texts(), " ");
  if (words == "nproc") return "${jeden.cpus}";
  if (words == "hostname" || words == "uname -n") return "${jeden.hostname}";
  if (words == "hostname -s") return "${jeden.short_hostname}";
  if (words == "hostname -i") return "${jeden.address}";
  if (words == "uname -m") return "${jeden.machine}";
  if (words == "id -u") return "${jeden.uid}";
  if (words == "id -g") return "${jeden.gid}";
  return {};
}

bool is_read_once(const Node& root, const std::string& name) {
  unsigned count = 0;
  walk(root, [&](const Node& node) {
    if (node.is("ParamExp") && node.child("Param") != nullptr && node.child("Param")->value == name) ++count;
    return count < 2;
  });
  return count == 1;
}

bool is_positional(std::string_view name) {
  return is_number(name) || is_one_of(name, {"@", "*", "#", "?", "$", "!", "-"});
}

}  // namespace

std::string demand(std::string text) {
  for (std::size_t at = 0; (at = text.find(":-}", at)) != std::string::npos;) text.erase(at, 2);
  return text;
}

void Scope::set_argument(std::size_t number, std::optional<std::string> text, unsigned line) {
  variables_[std::to_string(number)] = {Variable::Kind::constant, std::move(text).value_or(""), line};
}

const Variable* Scope::find(const std::string& name) const {
  const auto found = variables_.find(name);
  return found != variables_.end() ? &found->second : nullptr;
}

bool Scope::is_environment(const std::string& name) const {
  const Variable* variable = find(name);
  return is_one_of(name, {"PATH", "HOME", "HOSTNAME"}) ||
         (variable != nullptr && variable->kind == Variable::Kind::environment);
}

bool Scope::add_variable(const Node& part, bool quoted, Expansion& result) const {
  const std::string name = part.child("Param") != nullptr ? part.child("Param")->value : "";
  const std::string_view operation = expansion_operator(part, *script_);
  const auto refuse = [&](std::string why) {
    result.why = std::move(why);
    return false;
  };
  if (is_positional(name) && find(name) == nullptr)
    return refuse("it uses the script's own arguments ($" + name + ")");
  // ${NAME:=word} sets the variable as well, which only matters where somebody reads it again.
  const bool sets = is_one_of(operation, {":=", "="}) && is_read_once(script_->tree.root, name);
  if (part.has("Length") || part.has("Excl") || part.child("Slice") || part.child("Repl") ||
      part.child("Index") ||
      (part.child("Exp") != nullptr && !sets && !is_one_of(operation, {":-", "-", ":?", "?"})))
    return refuse("it computes with " + name);
  const Variable* variable = find(name);
  // A value that is never empty and no list of words is one word, with quotes or without.
  const Node* initial = part.child("Exp") != nullptr ? part.child("Exp")->child("Word") : nullptr;
  const bool filled = (initial != nullptr && operation == ":-") || is_environment(name) ||
                      (variable != nullptr && variable->kind == Variable::Kind::constant &&
                       variable->text.find_first_of(" \t$") == std::string::npos && !variable->text.empty());
  if (!quoted && (!filled || holds_words(name))) result.splits = true;
  if (variable != nullptr && variable->kind == Variable::Kind::computed)
    return refuse(name + " is computed in " + line_of(variable->line));
  if (variable != nullptr && variable->kind == Variable::Kind::constant) {
    const bool replaced = variable->text.empty() && is_one_of(operation, {":-", "-"}) && initial != nullptr;
    if (!replaced) {
      *result.text += variable->text;
      return true;
    }
    for (const Node* piece : initial->all("Parts"))
      if (!add(*piece, quoted, result)) return false;
    return true;
  }
  const Node* other = part.child("Exp") != nullptr ? part.child("Exp")->child("Word") : nullptr;
  if (operation.empty()) {
    *result.text += "${" + name + (is_environment(name) ? "}" : ":-}");
    return true;
  }
  if (operation[0] != ':') result.alternative = true;
  Expansion inner;
  inner.text.emplace();
  if (other != nullptr)
    for (const Node* piece : other->all("Parts"))
      if (!add(*piece, quoted, inner)) return refuse(inner.why);
  if (contains(*inner.text, "}") && !contains(*inner.text, "${")) return refuse("it holds a brace");
  *result.text += "${" + name + (operation.back() == '?' ? ":?" : ":-") + *inner.text + '}';
  return true;
}

bool Scope::add(const Node& part, bool quoted, Expansion& result) const {
  if (part.is("ParamExp")) return add_variable(part, quoted, result);
  if (part.is("SglQuoted") && !part.has("Dollar")) {
    *result.text += escape_dollars(part.value);
    return true;
  }
  if (part.is("Lit")) {
    if (quoted) {
      *result.text += escape_dollars(unescape_quoted(part.value));
      return true;
    }
    if (part.value.find_first_of("*?") != std::string::npos ||
        (contains(part.value, "[") && part.value != "["))
      result.pattern = true;
    if (part.value.starts_with('~') || (contains(part.value, "{") && part.value != "{}"))
      result.pattern = true;
    std::string plain;
    for (std::size_t i = 0; i < part.value.size(); ++i) {
      if (part.value[i] == '\\' && i + 1 < part.value.size()) ++i;
      if (part.value[i] != '\n') plain += part.value[i];
    }
    *result.text += escape_dollars(plain);
    return true;
  }
  if (part.is("DblQuoted") && !part.has("Dollar")) {
    for (const Node* inner : part.all("Parts"))
      if (!add(*inner, true, result)) return false;
    return true;
  }
  if (const std::string fact = fact_of(part); !fact.empty()) {
    *result.text += fact;
    return true;
  }
  if (part.is("CmdSubst"))
    result.why = "it uses the output of a command";
  else if (part.is("ArithmExp"))
    result.why = "it computes";
  else
    result.why = "it holds an expansion that only a shell knows";
  return false;
}

Expansion Scope::expand(const Node& word) const {
  Expansion result;
  result.text.emplace();
  for (const Node* part : word.all("Parts")) {
    if (add(*part, false, result)) continue;
    result.text.reset();
    break;
  }
  return result;
}

std::optional<std::string> Scope::one_word(const Node& word, std::string& why) const {
  Expansion result = expand(word);
  if (!result.text) {
    why = result.why;
    return std::nullopt;
  }
  if (result.pattern) {
    why = "it holds a pattern or a ~ that the shell expands";
    return std::nullopt;
  }
  if (result.splits) {
    why = std::string{script_->source(word)} + " stands outside of quotes, so the shell splits it into words";
    return std::nullopt;
  }
  return result.text;
}

std::optional<std::string> Scope::here_document(const Node& redirection, std::string& why) const {
  const Node *word = redirection.child("Word"), *body = redirection.child("Hdoc");
  if (word == nullptr) return std::nullopt;
  bool raw = false;
  for (const Node* part : word->all("Parts")) raw = raw || !part->is("Lit") || contains(part->value, "\\");
  const bool outdent = script_->operation(redirection) == "<<-";
  Expansion result;
  result.text.emplace();
  bool fresh = true;  // at the beginning of a line
  for (const Node* part : body != nullptr ? body->all("Parts") : std::vector<const Node*>{}) {
    if (!part->is("Lit")) {
      fresh = false;
      if (!raw && add(*part, true, result)) continue;
      why = result.why;
      return std::nullopt;
    }
    std::string text;
    for (std::size_t i = 0; i < part->value.size(); ++i) {
      const char c = part->value[i];
      if (outdent && fresh && c == '\t') continue;
      fresh = c == '\n';
      // A backslash keeps $, ` and itself from meaning anything, and joins lines.
      if (!raw && c == '\\' && i + 1 < part->value.size() &&
          contains("$`\\\n", part->value.substr(i + 1, 1))) {
        if (part->value[++i] != '\n') text += part->value[i];
        continue;
      }
      text += c;
    }
    *result.text += escape_dollars(text);
  }
  return result.text;
}

std::string Scope::computed_in(const Node& node) const {
  for (const std::string& name : variables_read(node))
    if (const Variable* variable = find(name);
        variable != nullptr && variable->kind == Variable::Kind::computed)
      return name + " is computed in " + line_of(variable->line);
  return {};
}

}  // namespace jeden::import
