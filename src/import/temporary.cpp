#include "import/temporary.hpp"

#include <algorithm>

#include "import/drop.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

struct Server {
  Service service;
  std::string pid;       // the variable that holds its number
  bool by_tool = false;  // pg_ctl starts it, and waits until it is ready
  std::string ready, timeout = "60s";
  std::string stop_signal;
};

// NAME=$!
std::string pid_variable(const Node& node) {
  const auto command = simple(node);
  if (!command || !command->words.empty() || command->assignments.size() != 1) return {};
  const Node *name = command->assignments[0]->child("Name"), *value = command->assignments[0]->child("Value");
  return name != nullptr && value != nullptr && only_variable(*value) == "!" ? name->value : "";
}

// The words of an option variable, by the rules of a shell's quotes.
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  bool open = false;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0 ? c == quote : c == '\'' || c == '"') {
      quote = quote != 0 ? '\0' : c;
      if (!open) words.emplace_back(), open = true;
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      open = false;
    } else {
      if (!open) words.emplace_back(), open = true;
      words.back() += c;
    }
  }
  return words;
}

std::string tool_action(const Node& node) {
  const auto command = simple(node);
  if (!command) return {};
  bool tool = false;
  for (const std::string& word : command->texts()) {
    if (word.substr(word.rfind('/') + 1) == "pg_ctl") tool = true;
    if (tool && is_one_of(word, {"start", "stop"})) return word;
  }
  return {};
}

void add_user(Service& service, const std::string& user) {
  if (user.empty()) return;
  std::erase_if(service.keys, [](const auto& key) { return key.first == "user"; });
  service.keys.emplace_back("user", toml_text(user));
}

// pg_ctl -D DIR -o OPTIONS -w start
std::optional<Server> by_tool(const Node& node, Importer& importer) {
  const auto command = simple(node);
  if (tool_action(node) != "start" || !command->assignments.empty()) return std::nullopt;
  for (const Node* redirection : command->redirections)
    if (redirection->child("Word") == nullptr || literal(*redirection->child("Word")) != "/dev/null")
      return std::nullopt;
  auto program = take_program(*command, importer);
  if (!program || !program->text.empty()) return std::nullopt;
  const auto words = words_of(*program, importer);
  if (!words || program->all_arguments) return std::nullopt;
  Server server;
  server.by_tool = true;
  server.service.keys = importer.process_keys();
  add_user(server.service, program->user);
  std::string path = (*words)[0].substr(0, (*words)[0].rfind('/') + 1);
  server.service.words = {path + "postgres"};
  std::string port;
  for (std::size_t i = 1; i < words->size(); ++i) {
    const std::string& word = (*words)[i];
    const std::string value = i + 1 < words->size() ? (*words)[i + 1] : "";
    if (word == "-D" || word == "--pgdata") {
      server.service.words.insert(server.service.words.end(), {"-D", value});
      ++i;
    } else if (word == "-o" || word == "--options") {
      for (const std::string& option : split(value)) server.service.words.push_back(option);
      ++i;
    } else if (word == "-t" || word == "--timeout") {
      if (!is_number(value)) return std::nullopt;
      server.timeout = value + "s", ++i;
    } else if (!is_one_of(word, {"-w", "--wait", "start", "-s", "--silent"})) {
      return std::nullopt;
    }
  }
  for (std::size_t i = 0; i + 1 < server.service.words.size(); ++i) {
    if (server.service.words[i] == "-p") port = server.service.words[i + 1];
    if (server.service.words[i] == "-k") return std::nullopt;
  }
  for (const std::string& word : server.service.words)
    if (contains(word, "unix_socket")) return std::nullopt;
  server.ready = "exec:" + path + "pg_isready" + (port.empty() ? "" : " -p " + port);
  return server;
}

// PROGRAM WORD... &
std::optional<Server> in_background(const Node& node, Importer& importer) {
  const Node* inner = command_of(node);
  if (!node.has("Background") || inner == nullptr || !inner->is("CallExpr")) return std::nullopt;
  const Simple command{&node, inner->all("Assigns"), inner->all("Args"), node.all("Redirs")};
  if (!command.assignments.empty() || !command.redirections.empty()) return std::nullopt;
  auto program = take_program(command, importer);
  if (!program || program->words.empty() || !program->environment.empty() ||
      importer.functions.contains(literal(*program->words[0]).value_or("")))
    return std::nullopt;
  const auto words = words_of(*program, importer);
  if (!words || words->empty() || program->all_arguments) return std::nullopt;
  Server server;
  server.service.keys = importer.process_keys();
  server.service.words = *words;
  add_user(server.service, program->user);
  return server;
}

std::string signal_of(const std::string& source) {
  for (const std::string_view name : {"QUIT", "INT", "HUP", "USR1", "KILL"})
    if (contains(source, "-" + std::string{name}) || contains(source, "-SIG" + std::string{name}) ||
        contains(source, "-s " + std::string{name}))
      return "SIG" + std::string{name};
  return {};
}

// kill "$pid", mysqladmin shutdown, pg_ctl stop; 0: something else, 1: it ends the server, 2: and waits.
bool stops(const Node& node, Server& server, const Script& script) {
  const std::string source{script.source(node)};
  if (server.by_tool) {
    if (tool_action(node) != "stop") return false;
    server.stop_signal = contains(source, "smart")       ? "SIGTERM"
                         : contains(source, "immediate") ? "SIGQUIT"
                                                         : "SIGINT";
    return true;
  }
  bool kills = false, strange = false;
  walk(node, [&](const Node& below) {
    if (!below.is("CallExpr") || below.all("Args").empty()) return true;
    const Simple call{nullptr, {}, below.all("Args"), {}};
    const std::string program = call.program();
    const auto words = call.texts();
    const bool by_signal =
        program == "kill" && !server.pid.empty() && variables_read(below).contains(server.pid);
    if (by_signal || (is_one_of(program, {"mysqladmin", "mariadb-admin"}) && words.back() == "shutdown"))
      kills = true;
    else if (!is_one_of(program, {"wait", "exit", "echo", "printf", "true", ":"}))
      strange = true;
    return true;
  });
  if (!kills || strange) return false;
  server.stop_signal = signal_of(source);
  return true;
}

bool only_waits(const Node& node) {
  bool waits = false, strange = false;
  walk(node, [&](const Node& below) {
    if (!below.is("CallExpr") || below.all("Args").empty()) return true;
    const std::string program = Simple{nullptr, {}, below.all("Args"), {}}.program();
    if (program == "wait")
      waits = true;
    else if (!is_one_of(program, {"true", ":", "echo", "exit"}))
      strange = true;
    return true;
  });
  return waits && !strange && !node.has("Background");
}

}  // namespace

bool starts_temporary(const std::vector<const Node*>& list) {
  for (const Node* node : list) {
    if (tool_action(*node) == "start") return true;
    if (!node->has("Background")) continue;
    bool killed = false;
    for (const Node* later : list)
      if (later->begin > node->begin)
        walk(*later, [&](const Node& below) {
          if (below.is("CallExpr") && is_one_of(Simple{nullptr, {}, below.all("Args"), {}}.program(),
                                                {"kill", "mysqladmin", "mariadb-admin"}))
            killed = true;
          return !killed;
        });
    if (killed) return true;
  }
  return false;
}

std::size_t recognise_temporary(const std::vector<const Node*>& list, std::size_t at, Importer& importer,
                                const Context& context) {
  if (!context.conditions.empty() || !context.role.empty() || context.root || context.best_effort ||
      importer.main_found)
    return 0;
  auto server = by_tool(*list[at], importer);
  if (!server) server = in_background(*list[at], importer);
  if (!server) return 0;
  std::size_t next = at + 1;
  unsigned glue = 1;  // statements that say nothing by themselves
  if (!server->by_tool && next < list.size())
    if (server->pid = pid_variable(*list[next]); !server->pid.empty()) ++next, ++glue;
  std::size_t end = next;
  while (end < list.size() && !stops(*list[end], *server, importer.script)) ++end;
  if (end == list.size()) return 0;
  std::vector<const Node*> steps{list.begin() + static_cast<std::ptrdiff_t>(next),
                                 list.begin() + static_cast<std::ptrdiff_t>(end)};
  glue += count_statements(*list[end]);
  std::size_t after = end + 1;
  if (after < list.size() && only_waits(*list[after])) glue += count_statements(*list[after]), ++after;
  Context inner = context;
  inner.last = false;
  if (!context.once.empty() && after != list.size()) return importer.why = "more comes after the server", 0;
  const std::size_t first = importer.document.hooks.size();
  const Document before = importer.document;
  const Scope scope = importer.scope;
  if (!importer.all_understood(steps, inner)) return 0;
  auto& hooks = importer.document.hooks;
  if (!server->by_tool && hooks.size() > first && hooks[first].kind == "wait") {
    server->ready = hooks[first].entries[0];
    for (const auto& [key, value] : hooks[first].keys)
      if (key == "timeout") server->timeout = value.substr(1, value.size() - 2);
    hooks.erase(hooks.begin() + static_cast<std::ptrdiff_t>(first));
  }
  // Nothing tells when it is ready, or nothing uses it.
  if (server->ready.empty() || hooks.size() == first || !importer.background.empty()) {
    importer.document = before;
    importer.scope = scope;
    return importer.why = "nothing waits until the server is ready", 0;
  }
  const std::string& word = server->service.words[0];
  const std::string name = importer.document.unique_name("temporary-" + word.substr(word.rfind('/') + 1));
  hooks[first].keys.emplace_back("after", toml_list({name}));
  Service& service = server->service;
  service.lines = {importer.lines(*list[at]), importer.lines(*list[end])};
  service.keys.emplace_back("after", first > 0 ? toml_list({hooks[first - 1].name}) : "[]");
  service.keys.emplace_back("until",
                            toml_text(context.once.empty() ? hooks.back().name : "once." + context.once));
  service.keys.emplace_back("ready", "{ wait = " + toml_text(demand(server->ready)) +
                                         ", timeout = " + toml_text(server->timeout) + " }");
  if (!server->stop_signal.empty() && server->stop_signal != "SIGTERM")
    service.keys.emplace_back("stop_signal", toml_text(server->stop_signal));
  importer.document.services.emplace_back(name, service);
  importer.understand(*list[at], "[service." + name + "], gone before main starts", glue);
  return after - at;
}

}  // namespace jeden::import
