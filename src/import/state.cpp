// What a shell keeps from one line to the next: options, folder, umask, limits.
#include "import/importer.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

bool set_options(const Node& node, const Simple& command, Importer& importer) {
  const auto words = command.texts();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_one_of(word, {"pipefail", "errexit", "nounset", "xtrace", "errtrace"})) {
      if (word == "errexit") importer.strict = words[i - 1] == "-o";
      continue;
    }
    if (word.size() < 2 || (word[0] != '-' && word[0] != '+') ||
        word.find_first_not_of("-+euoxEavTh") != word.npos || contains(word, "a"))
      return false;
    if (contains(word, "e")) importer.strict = word[0] == '-';
    if (contains(word, "x") && word[0] == '-')
      importer.find(node.line, "trace", "set -x prints every value, passwords included, to the log", true);
  }
  importer.understand(node, "a hook that fails ends the start");
  return words.size() > 1;
}

constexpr std::string_view limit_names[][2] = {{"-c", "core"},    {"-d", "data"},   {"-f", "fsize"},
                                               {"-l", "memlock"}, {"-n", "nofile"}, {"-s", "stack"},
                                               {"-t", "cpu"},     {"-u", "nproc"},  {"-v", "as"}};

bool set_limit(const Node& node, const Simple& command, Importer& importer) {
  auto words = command.texts();
  std::string kind;
  if (words.size() == 4 && is_one_of(words[1], {"-S", "-H"})) kind = words[1], words.erase(words.begin() + 1);
  if (words.size() != 3 || !(is_number(words[2]) || words[2] == "unlimited")) return false;
  for (const auto& [option, name] : limit_names) {
    if (words[1] != option && words[1] != "-H" + std::string{option.substr(1)} &&
        words[1] != "-S" + std::string{option.substr(1)})
      continue;
    // The shell counts these in blocks.
    std::string value = words[2];
    if (is_number(value) && value.size() < 15) {
      if (is_one_of(name, {"data", "memlock", "stack", "as"}))
        value = std::to_string(std::stoull(value) * 1024);
      if (is_one_of(name, {"core", "fsize"}))
        value = std::to_string(std::stoull(value) * (importer.script.bash ? 1024 : 512));
    }
    if (value == "unlimited") value = "\"unlimited\"";
    if (kind == "-S" || words[1].starts_with("-S")) value = "{ soft = " + value + " }";
    const std::string_view which = name;
    std::erase_if(importer.limits, [&](const auto& limit) { return limit.first == which; });
    importer.limits.emplace_back(name, value);
    importer.understand(node, "limits");
    return true;
  }
  return false;
}

// um=$(umask); if [ "$um" = 0022 ]; then umask 0077; fi: containers start with 0022.
bool umask_unless_set(const Node& node, const Node& inner, Importer& importer, const Context& context) {
  const auto assignment = simple(node);
  if (assignment && assignment->words.empty() && assignment->assignments.size() == 1) {
    const std::string_view source = importer.script.source(*assignment->assignments[0]);
    if (!contains(source, "$(umask)")) return false;
    importer.scope.set(assignment->assignments[0]->child("Name")->value,
                       {Variable::Kind::computed, "umask", node.line});
    importer.understand(node, "the umask that a container starts with is 0022");
    return true;
  }
  if (!inner.is("IfClause") || inner.child("Else") != nullptr || inner.all("Then").size() != 1 ||
      inner.all("Cond").size() != 1)
    return false;
  const auto tests = read_tests(*inner.child("Cond"), importer.script);
  const auto body = simple(*inner.child("Then"));
  if (!tests || tests->list.size() != 1 || tests->list[0].right == nullptr || !body ||
      body->program() != "umask")
    return false;
  const auto name = only_variable(*tests->list[0].left);
  const Variable* variable = name ? importer.scope.find(*name) : nullptr;
  const bool asks = (variable != nullptr && variable->text == "umask") ||
                    contains(importer.script.source(*tests->list[0].left), "$(umask)");
  if (!asks || literal(*tests->list[0].right) != "0022" ||
      !recognise_state(*inner.child("Then"), importer, context))
    return false;
  importer.document.statements_understood += 1;
  return true;
}

bool is_initial_counter(const Node& node, const Importer& importer) {
  const auto command = simple(node);
  if (!command || !command->words.empty() || command->assignments.size() != 1) return false;
  const Node *name = command->assignments[0]->child("Name"), *value = command->assignments[0]->child("Value");
  return name != nullptr && value != nullptr && importer.counters.contains(name->value) &&
         is_number(literal(*value).value_or(""));
}

}  // namespace

bool recognise_state(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr) {
    // Only a redirection, or nothing.
    return false;
  }
  if (inner->is("FuncDecl")) {
    importer.understand(node, "a function; what it does counts where it is called", 0);
    return true;
  }
  if (context.unconditional() && umask_unless_set(node, *inner, importer, context)) return true;
  if (is_initial_counter(node, importer)) {
    // It counts in a loop that has become a wait, or goes with the loop that has not.
    importer.definitions[command_of(node)->child("Assigns")->child("Name")->value] =
        std::string{importer.script.source(node)};
    importer.understand(node, "a counter");
    return true;
  }
  const auto command = simple(node);
  if (!command) {
    // ulimit -n 65536 || true
    if (inner->is("BinaryCmd") && importer.script.operation(*inner) == "||" && inner->child("X") != nullptr) {
      const auto first = simple(*inner->child("X"));
      if (first && first->program() == "ulimit" && context.unconditional())
        return set_limit(node, *first, importer);
    }
    return false;
  }
  const std::string program = command->program();
  if (program == "set") return context.unconditional() && set_options(node, *command, importer);
  if (program == "shopt") {
    importer.understand(node, "an option of the shell; the shell is gone");
    return !importer.document.understood.empty();
  }
  if (program == "umask" && command->words.size() == 2 && context.unconditional()) {
    std::string mask = literal(*command->words[1]).value_or("");
    if (mask.empty() || mask.size() > 4 || mask.find_first_not_of("01234567") != mask.npos) return false;
    while (mask.size() < 4) mask.insert(0, "0");
    importer.umask = mask;
    importer.understand(node, "umask");
    return true;
  }
  if (program == "ulimit") return context.unconditional() && set_limit(node, *command, importer);
  if (program == "cd" && command->words.size() == 2 && context.unconditional()) {
    const auto path = importer.scope.one_word(*command->words[1], importer.why);
    if (!path || !(path->starts_with('/') || path->starts_with("${"))) {
      if (importer.why.empty()) importer.why = "where it leads to depends on where the script was";
      return false;
    }
    importer.directory = *path;
    importer.understand(node, "working_directory");
    return true;
  }
  if ((program == "true" || program == ":") && command->words.size() == 1 && command->redirections.empty()) {
    importer.understand(node, "nothing");
    return true;
  }
  if (program == "echo" && command->redirections.size() == 1) {
    const Node* target = command->redirections[0]->child("Word");
    if (target != nullptr && literal(*target) == "/etc/timezone") {
      importer.understand(node, "TZ says it; nobody needs the file");
      return true;
    }
  }
  if (program == "sleep" && command->words.size() == 2) {
    importer.find(node.line, "sleep", "a guessed pause; a wait ends when what it waits for is there", false);
    return false;
  }
  return false;
}

}  // namespace jeden::import
