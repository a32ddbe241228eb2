// What a loop over the files of a directory does with one of them.
#include "import/hook_file.hpp"

#include <algorithm>

#include "import/drop.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

constexpr std::string_view unpackers[][2] = {
    {"gunzip -c", "gzip"},   {"gzip -dc", "gzip"}, {"gzip -cd", "gzip"}, {"zcat", "gzip"},
    {"bunzip2 -c", "bzip2"}, {"bzcat", "bzip2"},   {"xz -dc", "xz"},     {"xzcat", "xz"},
    {"unxz -c", "xz"},       {"zstd -dc", "zstd"}, {"zstdcat", "zstd"},  {"cat", ""}};

class Reader {
 public:
  Reader(const std::string& name, Importer& importer) : name_{name}, importer_{importer} {}

  std::optional<Handling> list(std::vector<const Node*> body) const {
    std::erase_if(body, [&](const Node* part) {
      return is_message(*part, importer_) || passes_over(*part) ||
             simple_is(*part, {"continue", ":", "true"});
    });
    if (body.empty()) return Handling{};
    return body.size() == 1 ? statement(*body[0]) : std::nullopt;
  }

 private:
  bool is_file(const Node& word) const { return only_variable(word) == name_; }
  static bool simple_is(const Node& node, std::initializer_list<std::string_view> programs) {
    const auto command = simple(node);
    return command && command->words.size() == 1 && is_one_of(command->program(), programs);
  }
  // The test of the file that the statement is, such as -x.
  std::string tested(const Node& node, bool& negated) const {
    const auto tests = read_tests(node, importer_.script);
    if (!tests || tests->list.size() != 1 || tests->list[0].left == nullptr ||
        tests->list[0].right != nullptr || !is_file(*tests->list[0].left))
      return {};
    negated = tests->list[0].negated;
    return is_one_of(tests->list[0].operation, {"-x", "-f", "-r", "-e", "-s"}) ? tests->list[0].operation
                                                                               : "";
  }
  // [ -e "$f" ] || continue: what a pattern without files gives.
  bool passes_over(const Node& node) const {
    const Node* inner = command_of(node);
    if (inner == nullptr || !inner->is("BinaryCmd") || importer_.script.operation(*inner) != "||")
      return false;
    const Node *left = inner->child("X"), *right = inner->child("Y");
    bool negated = false;
    const std::string test = left != nullptr ? tested(*left, negated) : "";
    return !test.empty() && test != "-x" && !negated && right != nullptr &&
           simple_is(*right, {"continue", "break"});
  }

  std::optional<Handling> statement(const Node& node) const {
    const Node* inner = command_of(node);
    if (inner == nullptr || node.has("Background") || node.has("Negated")) return std::nullopt;
    if (inner->is("IfClause") && inner->all("Cond").size() == 1)
      return choice(*inner->child("Cond"), inner->all("Then"), inner->child("Else"));
    if (inner->is("BinaryCmd")) {
      const Node *left = inner->child("X"), *right = inner->child("Y");
      if (left == nullptr || right == nullptr) return std::nullopt;
      const std::string_view operation = importer_.script.operation(*inner);
      if (operation == "&&") return choice(*left, {right}, nullptr);
      return operation == "|" ? pipe(*left, *right) : std::nullopt;
    }
    const auto command = simple(node);
    return command ? call(*command) : std::nullopt;
  }

  std::optional<Handling> choice(const Node& condition, const std::vector<const Node*>& body,
                                 const Node* other) const {
    bool negated = false;
    const std::string test = tested(condition, negated);
    if (test.empty() || negated || (other != nullptr && !other->all("Cond").empty())) return std::nullopt;
    auto then = list(body);
    const auto otherwise = other != nullptr ? list(other->all("Then")) : Handling{};
    if (!then || !otherwise) return std::nullopt;
    if (otherwise->kind == Handling::Kind::ignore) {
      then->if_executable = then->if_executable || test == "-x";
      return then;
    }
    // Run it when it can be run, and otherwise by a shell: a shell can do both.
    const bool both =
        test == "-x" && then->kind == Handling::Kind::execute &&
        (otherwise->kind == Handling::Kind::source || (otherwise->by_path && otherwise->words.size() == 1));
    return both ? otherwise : std::nullopt;
  }

  std::optional<Handling> call(const Simple& command) const {
    if (!command.assignments.empty() || command.words.empty()) return std::nullopt;
    Handling handling;
    const Node* input = nullptr;
    for (const Node* redirection : command.redirections) {
      const Node* word = redirection->child("Word");
      if (importer_.script.operation(*redirection) != "<" || word == nullptr || !is_file(*word))
        return std::nullopt;
      input = word;
    }
    if (command.words.size() == 1 && is_file(*command.words[0]) && input == nullptr) {
      handling.kind = Handling::Kind::execute;
      return handling;
    }
    const bool sources = is_one_of(command.program(), {".", "source"});
    if (sources && command.words.size() == 2 && is_file(*command.words[1])) {
      handling.kind = Handling::Kind::source;
      return handling;
    }
    Simple rest = command;
    rest.redirections.clear();
    if (input == nullptr) {
      if (!is_file(*rest.words.back())) return std::nullopt;
      rest.words.pop_back();
      handling.by_path = true;
    }
    return program(rest, handling) ? std::optional{handling} : std::nullopt;
  }

  bool program(const Simple& command, Handling& handling) const {
    if (!command.assignments.empty() || !command.redirections.empty()) return false;
    auto program = take_program(command, importer_);
    if (!program || program->words.empty() || !program->environment.empty() ||
        (!program->user.empty() && program->user != importer_.user))
      return false;
    const std::string first = literal(*program->words[0]).value_or("");
    if (first.empty() || importer_.functions.contains(first) || is_one_of(first, {"eval", "exec", "command"}))
      return importer_.why = "it calls the function " + first, false;
    for (const Node* word : program->words)
      if (variables_read(*word).contains(name_)) return false;
    const auto words = words_of(*program, importer_);
    if (!words || words->empty() || program->all_arguments) return false;
    handling.kind = Handling::Kind::run;
    handling.words = *words;
    return true;
  }

  std::optional<Handling> pipe(const Node& left, const Node& right) const {
    const auto reader = simple(left), writer = simple(right);
    if (!reader || !writer || reader->words.size() < 2 || !is_file(*reader->words.back()) ||
        !reader->redirections.empty())
      return std::nullopt;
    auto words = reader->texts();
    words.pop_back();
    Handling handling;
    for (const auto& [unpacker, kind] : unpackers)
      if (join(words, " ") == unpacker) {
        handling.decompress = kind;
        return program(*writer, handling) ? std::optional{handling} : std::nullopt;
      }
    return std::nullopt;
  }

  const std::string& name_;
  Importer& importer_;
};

}  // namespace

std::optional<Handling> read_handling(const std::string& name, const std::vector<const Node*>& body,
                                      Importer& importer) {
  return Reader{name, importer}.list(body);
}

std::string handler_text(const Handling& handling, const Script& script) {
  Keys keys;
  if (handling.kind == Handling::Kind::execute) return "{ execute = true }";
  if (handling.kind == Handling::Kind::ignore) return "{ ignore = true }";
  const bool sourced = handling.kind == Handling::Kind::source;
  std::string run =
      toml_list(sourced ? std::vector<std::string>{script.bash ? "bash" : "/bin/sh"} : handling.words);
  if (sourced || handling.by_path) return "{ run = " + run + ", pass = \"path\" }";
  if (handling.decompress.empty()) return run;
  return "{ run = " + run + ", decompress = " + toml_text(handling.decompress) + " }";
}

}  // namespace jeden::import
