// envsubst: templates.
#include "import/importer.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// '$A ${B}': the names, none if there is something else in it.
std::optional<std::vector<std::string>> names_in(const Node& word) {
  std::vector<std::string> names;
  const std::string text = literal(word).value_or("");
  for (std::size_t at = 0; (at = text.find('$', at)) != std::string::npos;) {
    ++at;
    if (at < text.size() && text[at] == '{') ++at;
    std::size_t end = at;
    while (end < text.size() && is_name(text.substr(at, end + 1 - at))) ++end;
    if (end == at) return std::nullopt;
    names.push_back(text.substr(at, end - at));
    at = end;
  }
  if (names.empty()) return std::nullopt;
  return names;
}

struct Call {
  std::vector<std::string> names;
  const Node *from = nullptr, *to = nullptr;
};

std::optional<Call> read_call(const Node& statement, Importer& importer) {
  const auto command = simple(statement);
  if (!command || command->program() != "envsubst" || !command->assignments.empty()) return std::nullopt;
  Call call;
  for (const Node* redirection : command->redirections) {
    const std::string_view operation = importer.script.operation(*redirection);
    if (operation == "<")
      call.from = redirection->child("Word");
    else if (operation == ">" && redirection->child("N") == nullptr)
      call.to = redirection->child("Word");
    else
      return std::nullopt;
  }
  if (command->words.size() != 2) {
    importer.why = "it replaces every variable that there is; name them: envsubst '$A $B'";
    return std::nullopt;
  }
  const auto names = names_in(*command->words[1]);
  if (!names || call.from == nullptr || call.to == nullptr) return std::nullopt;
  call.names = *names;
  return call;
}

void add(const Node& node, const Call& call, const std::string& from, const std::string& to,
         const std::string& suffix, Importer& importer, const Context& context) {
  Keys table{{"template", toml_text(from)}, {"to", toml_text(to)}, {"variables", toml_list(call.names)}};
  if (!suffix.empty() && suffix != ".template") table.emplace_back("suffix", toml_text(suffix));
  importer.hook("templates", node, context, "templates", true).tables.push_back(table);
  const std::string note = "templates replace ${NAME} only, not $NAME: look at " + from;
  importer.document.notes.push_back(note);
  importer.understand(node, "templates");
}

}  // namespace

bool recognise_template(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated")) return false;
  if (const auto call = read_call(node, importer)) {
    const auto from = importer.scope.one_word(*call->from, importer.why);
    const auto to = importer.scope.one_word(*call->to, importer.why);
    if (!from || !to || from == to) return false;
    add(node, *call, *from, *to, {}, importer, context);
    return true;
  }
  // for t in DIR/*.template; do envsubst '$A' < "$t" > "TO/$(basename "$t" .template)"; done
  if (!inner->is("ForClause")) return false;
  const Node* head = inner->child("Loop");
  const auto body = inner->all("Do");
  if (head == nullptr || !head->is("WordIter") || body.empty()) return false;
  const auto items = head->all("Items");
  const std::string loop_name = head->child("Name")->value;
  const auto pattern = items.size() == 1 ? literal_pattern(*items[0]) : std::nullopt;
  const auto call = read_call(*body.back(), importer);
  if (!pattern || !call || only_variable(*call->from) != loop_name) return false;
  for (const Node* before : body)
    if (before != body.back() && !is_message(*before, importer)) return false;
  const std::size_t star = pattern->find("/*.");
  if (star == std::string::npos || pattern->find_first_of("*?[", star + 2) != std::string::npos) return false;
  const std::string suffix = pattern->substr(star + 2);
  // "TO/$(basename "$t" .template)"
  const std::string target{importer.script.source(*call->to)};
  const std::size_t call_at = target.find("/$(basename ");
  std::string folder = target.substr(0, call_at);
  if (folder.starts_with('"')) folder.erase(0, 1);
  if (call_at == std::string::npos || !contains(target, suffix + ")") || !folder.starts_with('/') ||
      contains(folder, "$"))
    return false;
  add(node, *call, pattern->substr(0, star), folder, suffix, importer, context);
  return true;
}

}  // namespace jeden::import
