// Files that the script writes: here documents, echo and printf into a file.
#include "import/importer.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

constexpr std::size_t longest_text = 20'000;

// What echo and printf make of a backslash, as far as everybody agrees on it.
std::optional<std::string> with_escapes(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      plain += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    if (text[i] == 'n')
      plain += '\n';
    else if (text[i] == 't')
      plain += '\t';
    else if (is_one_of(text.substr(i, 1), {"\\", "\"", "'"}))
      plain += text[i];
    else
      return std::nullopt;
  }
  return plain;
}

std::optional<std::vector<std::string>> plain_words(const Simple& command, Importer& importer) {
  std::vector<std::string> words;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto word = importer.scope.one_word(*command.words[i], importer.why);
    if (!word) return std::nullopt;
    words.push_back(*word);
  }
  return words;
}

std::optional<std::string> echoed(const Simple& command, Importer& importer) {
  auto words = plain_words(command, importer);
  if (!words) return std::nullopt;
  bool newline = true, escapes = false;
  while (!words->empty() && is_one_of(words->front(), {"-n", "-e", "-ne", "-en"})) {
    if (contains(words->front(), "n")) newline = false;
    if (contains(words->front(), "e")) escapes = true;
    words->erase(words->begin());
  }
  if (escapes && !importer.script.bash)
    return importer.why = "echo -e is not the same everywhere", std::nullopt;
  std::optional<std::string> text = join(*words, " ");
  if (contains(*text, "\\")) {
    if (!escapes && !importer.script.bash)
      return importer.why = "what echo makes of a backslash is not the same everywhere", std::nullopt;
    if (escapes) text = with_escapes(*text);
  }
  if (text && newline) *text += '\n';
  return text;
}

std::optional<std::string> printed(const Simple& command, Importer& importer) {
  auto words = plain_words(command, importer);
  if (!words || words->empty() || (*words)[0].starts_with('-')) return std::nullopt;
  const auto format = with_escapes((*words)[0]);
  if (!format) return std::nullopt;
  std::string text;
  std::size_t next = 1;
  do {
    const std::size_t before = next;
    for (std::size_t i = 0; i < format->size(); ++i) {
      if ((*format)[i] != '%') {
        text += (*format)[i];
      } else if (format->compare(i, 2, "%%") == 0) {
        text += '%', ++i;
      } else if (format->compare(i, 2, "%s") == 0) {
        if (next < words->size()) text += (*words)[next];
        ++next, ++i;
      } else {
        return importer.why = "its format is more than %s", std::nullopt;
      }
    }
    if (next == before) break;
  } while (next < words->size());
  return text;
}

// What a statement writes to its standard output, when init.toml can say it.
std::optional<std::string> output_of(const Node& statement, Importer& importer) {
  const auto command = simple(statement);
  if (!command || !command->assignments.empty()) return std::nullopt;
  const std::string program = command->program();
  const Node* document = nullptr;
  for (const Node* redirection : command->redirections)
    if (importer.script.operation(*redirection).starts_with("<<")) {
      if (document != nullptr || importer.script.operation(*redirection) == "<<<") return std::nullopt;
      document = redirection;
    }
  if (program == "cat" && document != nullptr && command->words.size() == 1)
    return importer.scope.here_document(*document, importer.why);
  if (document != nullptr) return std::nullopt;
  if (program == "echo") return echoed(*command, importer);
  if (program == "printf") return printed(*command, importer);
  const bool nothing = command->words.empty() || (program == ":" && command->words.size() == 1);
  return nothing ? std::optional{std::string{}} : std::nullopt;
}

// The file that the only redirection of standard output names; here documents are left to others.
const Node* target_of(const std::vector<const Node*>& redirections, const Script& script) {
  const Node* target = nullptr;
  for (const Node* redirection : redirections) {
    const std::string_view operation = script.operation(*redirection);
    const Node* number = redirection->child("N");
    if (operation.starts_with("<<")) continue;
    if (target != nullptr || (operation != ">" && operation != ">|") ||
        (number != nullptr && number->value != "1"))
      return nullptr;
    target = redirection->child("Word");
  }
  return target;
}

std::optional<std::string> path_of(const Node& word, Importer& importer) {
  // Outside of quotes it is one word as well: no path of an image holds blanks on purpose.
  const Expansion path = importer.scope.expand(word);
  if (!path.text || path.pattern) return importer.why = path.why, std::nullopt;
  if (path.text->empty() || path.text->ends_with('/')) return std::nullopt;
  for (const std::string_view kernel : {"/dev/", "/proc/", "/sys/"})
    if (path.text->starts_with(kernel)) return std::nullopt;
  return demand(*path.text);
}

bool write(const Node& node, const std::string& text, const Node& target, Importer& importer,
           const Context& context) {
  const auto path = path_of(target, importer);
  if (!path || text.size() > longest_text) return false;
  if (!importer.umask.empty() && importer.umask != "0022")
    return importer.why = "the file's mode depends on the umask", false;
  importer.hook("templates", node, context, "write", true)
      .tables.push_back({{"text", toml_block(text)}, {"to", toml_text(*path)}});
  importer.understand(node, "templates: text");
  return true;
}

// { echo a; echo b; } > FILE
std::optional<std::string> output_of_block(const Node& block, Importer& importer) {
  std::string text;
  for (const Node* part : block.all("Stmts")) {
    if (target_of(part->all("Redirs"), importer.script) != nullptr) return std::nullopt;
    const auto more = output_of(*part, importer);
    if (!more) return std::nullopt;
    text += *more;
  }
  return text;
}

// echo "$NAME" | base64 -d > FILE, and ... | tee FILE
bool write_through_pipe(const Node& node, const Node& pipe, Importer& importer, const Context& context) {
  const Node *left = pipe.child("X"), *right = pipe.child("Y");
  const auto source = left != nullptr ? simple(*left) : std::nullopt;
  const auto program = right != nullptr ? simple(*right) : std::nullopt;
  if (!source || !program || target_of(source->redirections, importer.script) != nullptr) return false;
  const auto words = program->texts();
  const Node* target = target_of(program->redirections, importer.script);
  if (program->program() == "tee" && words.size() == 2 &&
      (target == nullptr ? program->redirections.empty() : literal(*target) == "/dev/null")) {
    const auto text = output_of(*left, importer);
    return text && write(node, *text, *program->words[1], importer, context);
  }
  if (program->program() != "base64" || words.size() != 2 || target == nullptr ||
      !is_one_of(words[1], {"-d", "-D", "--decode"}) || source->program() != "echo" ||
      source->words.size() < 2)
    return false;
  const auto name = only_variable(*source->words.back());
  const auto path = path_of(*target, importer);
  const Variable* variable = name ? importer.scope.find(*name) : nullptr;
  if (!name || !is_name(*name) || !path || source->words.size() > 3 ||
      (variable != nullptr && variable->kind != Variable::Kind::environment))
    return false;
  importer.hook("secrets", node, context, "secrets", true)
      .tables.push_back({{"variable", toml_text(*name)},
                         {"to", toml_text(*path)},
                         {"base64", "true"},
                         {"mode", "\"0644\""}});
  importer.understand(node, "secrets: variable");
  return true;
}

}  // namespace

bool recognise_written(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated")) return false;
  if (inner->is("BinaryCmd") && importer.script.operation(*inner) == "|")
    return write_through_pipe(node, *inner, importer, context);
  const Node* target = target_of(node.all("Redirs"), importer.script);
  if (target == nullptr) return false;
  const auto text = inner->is("Block") ? output_of_block(*inner, importer) : output_of(node, importer);
  if (!text || !write(node, *text, *target, importer, context)) return false;
  return true;
}

}  // namespace jeden::import
