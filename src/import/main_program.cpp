// The last line: what main is, and as whom.
#include "import/drop.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

constexpr std::size_t longest_input = 50'000;

bool is_builtin(std::string_view program) {
  return is_one_of(
      program,
      {"exit", "return", "echo",   "printf", "true",  "false",   "wait",     "kill",   "trap",  "set",  "cd",
       "read", "eval",   ".",      "source", "shift", "break",   "continue", "export", "unset", "test", "[",
       ":",    "umask",  "ulimit", "sleep",  "touch", "mkdir",   "chown",    "chmod",  "rm",    "cp",   "mv",
       "ln",   "cat",    "sed",    "find",   "type",  "command", "hash",     "local",  "let",   "jobs"});
}

// "$OPTIONS" outside of quotes at the end of the words: what options_from is for.
std::string options_variable(const Program& program, const Importer& importer, std::size_t& at) {
  for (std::size_t i = 1; i < program.words.size(); ++i) {
    const auto parts = program.words[i]->all("Parts");
    if (parts.size() != 1 || !parts[0]->is("ParamExp")) continue;
    const auto name = only_variable(*program.words[i]);
    const Variable* variable = name ? importer.scope.find(*name) : nullptr;
    if (!name || !is_name(*name) || (variable != nullptr && variable->kind != Variable::Kind::environment))
      continue;
    const bool last = i + 1 == program.words.size();
    const bool before_arguments =
        i + 2 == program.words.size() && only_variable(*program.words[i + 1]) == "@";
    if (!last && !before_arguments) return {};
    at = i;
    return *name;
  }
  return {};
}

bool redirections_are_plain(const Simple& command, Keys& keys, Importer& importer) {
  for (const Node* redirection : command.redirections) {
    const std::string_view operation = importer.script.operation(*redirection);
    const Node* word = redirection->child("Word");
    const Node* number = redirection->child("N");
    if (number == nullptr && (operation == "<<" || operation == "<<-")) {
      const auto text = importer.scope.here_document(*redirection, importer.why);
      if (!text || text->size() > longest_input) return false;
      keys.emplace_back("descriptors", "{ 0 = " + toml_block(*text) + " }");
      continue;
    }
    const auto target = word != nullptr ? importer.scope.one_word(*word, importer.why) : std::nullopt;
    if (!target) return false;
    const std::string stream = number != nullptr && number->value == "2" ? "stderr" : "stdout";
    const bool known = number == nullptr || number->value == "1" || number->value == "2";
    if (known && operation == ">&" && stream == "stderr" && *target == "1")
      keys.emplace_back("stderr", "\"stdout\"");
    else if (known && operation == ">&" && stream == "stdout" && *target == "2")
      continue;
    else if (known && is_one_of(operation, {">", ">>"}) && *target == "/dev/null")
      keys.emplace_back(stream, "\"null\"");
    else if (known && operation == ">>")
      keys.emplace_back(stream, toml_text(*target));
    else if (operation == "<" && number == nullptr && !target->starts_with("/dev/fd/"))
      keys.emplace_back("stdin", *target == "/dev/null" ? "\"null\"" : toml_text(demand(*target)));
    else
      return importer.why.empty() ? importer.why = "its input or output goes where init.toml cannot say",
                                    false : false;
  }
  return true;
}

Keys inline_environment(const Program& program, const Simple& command, Importer& importer, bool& ok) {
  Keys environment = program.environment;
  for (const Node* assignment : command.assignments) {
    const Node *name = assignment->child("Name"), *value = assignment->child("Value");
    const Expansion text =
        value != nullptr ? importer.scope.expand(*value) : Expansion{"", {}, false, false, false};
    if (name == nullptr || !text.text || assignment->has("Append")) {
      importer.why = text.why.empty() ? "its environment is computed" : text.why;
      ok = false;
      return {};
    }
    environment.emplace_back(name->value, toml_text(*text.text));
  }
  return environment;
}

std::string inline_keys(const Keys& keys) {
  std::string text = "{ ";
  for (const auto& [name, value] : keys) text += (text.size() > 2 ? ", " : "") + name + " = " + value;
  return text + " }";
}

}  // namespace

// exec PROGRAM, "$@", or the last command of the script.
bool recognise_main(const Node& node, Importer& importer, const Context& context) {
  const auto command = simple(node);
  if (!command || command->words.empty()) return false;
  auto program = take_program(*command, importer);
  if (!program) return false;
  const bool arguments_only = !program->words.empty() && (only_variable(*program->words[0]) == "@" ||
                                                          only_variable(*program->words[0]) == "*");
  if (!program->exec && !arguments_only) {
    const std::string name = command->program();
    if (!context.last || !context.conditions.empty() || is_builtin(name) || importer.functions.contains(name))
      return false;
    const std::string program_name = program->words.empty() ? "" : literal(*program->words[0]).value_or("");
    if (is_builtin(program_name) && program->text.empty()) return false;
  }
  if (!context.conditions.empty()) return importer.why = "it ends the script under a condition", false;
  if (program->exec && program->words.empty() && program->text.empty()) {
    importer.why = "it redirects the shell's own output";
    return false;
  }
  if (program->again) {
    // exec gosu app "$0" "$@": the rest of the script runs as app.
    if (program->user.empty()) return importer.why = "the script starts itself again", false;
    importer.user = program->user;
    importer.understand(node, "user = " + toml_text(program->user) + " from here on");
    return true;
  }
  Keys extra;
  std::string options;
  std::size_t options_at = 0;
  if (program->text.empty()) options = options_variable(*program, importer, options_at);
  if (!options.empty())
    program->words.erase(program->words.begin() + static_cast<std::ptrdiff_t>(options_at));
  bool ok = true;
  const Keys environment = inline_environment(*program, *command, importer, ok);
  if (!ok || !redirections_are_plain(*command, extra, importer)) return false;
  auto words = words_of(*program, importer);
  if (!words) return false;
  if (!words->empty()) (*words)[0] = demand((*words)[0]);
  if (!words->empty() && (*words)[0].empty()) return importer.why = "it names no program", false;
  const bool computed_name = !words->empty() && (*words)[0].starts_with("${");
  if (computed_name && program->words.size() == 1 && !program->exec) return false;
  if (!program->exec)
    importer.find(node.line, "no_exec",
                  "without exec the shell stays PID 1 and the program never gets SIGTERM", true);
  if (!context.role.empty()) {
    if (words->empty() || !options.empty())
      return importer.why = "it starts the role's name as a program", false;
    Service role;
    role.words = *words;
    role.lines.push_back(importer.lines(node));
    if (!program->user.empty()) role.keys.emplace_back("user", toml_text(program->user));
    if (!environment.empty()) role.keys.emplace_back("env", inline_keys(environment));
    role.keys.insert(role.keys.end(), extra.begin(), extra.end());
    importer.document.roles.emplace_back(context.role, std::move(role));
    importer.understand(node, "[role." + context.role + "] command");
    return true;
  }
  std::string main_user = program->user;
  if (program->all_arguments && words->empty()) {
    *words = importer.command;
    if (main_user.empty()) main_user = importer.words_user;
  } else if (program->all_arguments) {
    // Always behind the program, whatever they are; the image's CMD comes with them.
    extra.emplace_back("append_words", R"(["*"])");
    importer.document.notes.emplace_back(
        "the container's words, the image's CMD among them, are appended to " + (*words)[0] +
        ": leave CMD in the image");
  }
  importer.set_main(node, *words, main_user, context);
  Main& main = importer.document.main;
  if (!environment.empty()) main.keys.emplace_back("env", inline_keys(environment));
  if (!options.empty()) main.keys.emplace_back("options_from", toml_text(options));
  main.keys.insert(main.keys.end(), extra.begin(), extra.end());
  importer.understand(node, words->empty() ? "[main]: what the container's words say" : "[main] command");
  return true;
}

// Everything else that is a program with its words.
bool recognise_run(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated")) return false;
  if (inner->is("BinaryCmd") && importer.script.operation(*inner) == "||") {
    // command || true, command || echo, command || exit 1
    const Node *left = inner->child("X"), *right = inner->child("Y");
    if (left == nullptr || right == nullptr || !simple(*left)) return false;
    const auto other = simple(*right);
    const bool ignored = is_message(*right, importer) ||
                         (other && is_one_of(other->program(), {"true", ":"}) && other->words.size() == 1);
    bool ends =
        other && other->program() == "exit" && other->words.size() == 2 && literal(*other->words[1]) != "0";
    if (const Node* block = command_of(*right); block != nullptr && block->is("Block")) {
      const auto body = block->all("Stmts");
      const auto last = body.empty() ? std::nullopt : simple(*body.back());
      ends = last && last->program() == "exit" && last->words.size() == 2 && literal(*last->words[1]) != "0";
      for (const Node* part : body)
        if (part != body.back() && !is_message(*part, importer)) ends = false;
    }
    if (!ignored && !ends) return false;
    Context mine = context;
    mine.best_effort = ignored || context.best_effort;
    mine.last = false;
    const bool strict = importer.strict;
    importer.strict = importer.strict || ends;
    const bool taken = recognise_files(*left, importer, mine) || recognise_run(*left, importer, mine);
    importer.strict = strict;
    if (taken) importer.document.statements_understood += count_statements(node) - count_statements(*left);
    return taken;
  }
  const auto command = simple(node);
  if (!command || command->words.empty()) return false;
  auto program = take_program(*command, importer);
  if (!program || program->exec || program->again) return false;
  const std::string name = program->words.empty() ? "" : literal(*program->words[0]).value_or("");
  const std::string base = name.substr(name.rfind('/') + 1);
  if (program->text.empty()) {
    if (name.empty()) return importer.why.empty() ? importer.why = "its program is computed", false : false;
    if (importer.functions.contains(name)) return importer.why = "it calls the function " + name, false;
    if (is_one_of(base, {"exit",    "return",  "wait",    "kill",    "trap",     "read",   "eval",  ".",
                         "source",  "shift",   "break",   "unset",   "continue", "[",      "test",  "type",
                         "command", "local",   "let",     "jobs",    "set",      "export", "cd",    "pushd",
                         "popd",    "alias",   "getopts", "declare", "typeset",  "hash",   "umask", "ulimit",
                         "builtin", "mapfile", "shopt",   "echo",    "printf"}))
      return importer.why.empty() ? importer.why = base + " is a command of the shell itself", false : false;
  }
  Keys extra;
  bool ok = true;
  const Keys environment = inline_environment(*program, *command, importer, ok);
  if (!ok || !redirections_are_plain(*command, extra, importer)) return false;
  if (changes_users(base)) return false;
  const auto words = words_of(*program, importer);
  if (!words || words->empty() || (*words)[0].empty()) return false;
  if (program->all_arguments) return importer.why = "it uses the container's words", false;
  std::string called = base.empty() ? (*words)[0].substr((*words)[0].rfind('/') + 1) : base;
  const bool runner =
      base.starts_with("python") || base.starts_with("php") || contains((*words)[0], "./") ||
      contains((*words)[0], "bin/") ||
      is_one_of(base, {"bundle", "node", "npx", "npm", "yarn", "rake", "rails", "flask", "alembic", "java",
                       "dotnet", "airflow", "django-admin", "mix", "artisan", "sh", "bash"});
  for (std::size_t i = 1; runner && i < words->size() && i < 4; ++i)
    if (const std::string& word = (*words)[i];
        is_name(word.substr(0, 1)) && word.size() < 20 &&
        !is_one_of(word, {"exec", "run", "rails", "artisan", "rake"}) &&
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyz:_-") == std::string::npos) {
      called = word.substr(0, word.find(':')) == "db" || !contains(word, ":")
                   ? word
                   : word.substr(0, word.find(':'));
      break;
    }
  Hook& hook = importer.hook("run", node, context, called, false);
  hook.entries = *words;
  if (!program->user.empty()) {
    std::erase_if(hook.keys, [](const auto& key) { return key.first == "user"; });
    hook.keys.emplace_back("user", toml_text(program->user));
  }
  if (!environment.empty()) hook.keys.emplace_back("env", inline_keys(environment));
  hook.keys.insert(hook.keys.end(), extra.begin(), extra.end());
  importer.understand(node, "run");
  return true;
}

}  // namespace jeden::import
