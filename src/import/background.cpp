// Programs in the background, traps and waits for them: services, and main.
#include <algorithm>

#include "import/drop.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// Whether $name is killed somewhere outside of traps: then the program in the background is a temporary one.
bool is_temporary(const std::string& name, const Importer& importer) {
  bool killed = false;
  walk(importer.script.tree.root, [&](const Node& node) {
    if (!node.is("CallExpr") || node.all("Args").empty()) return true;
    const std::string program = literal(*node.all("Args")[0]).value_or("");
    if (program == "trap") return false;
    if (program == "kill" && variables_read(node).contains(name)) killed = true;
    return true;
  });
  return killed;
}

bool in_trap_only(const std::string& name, const Importer& importer) {
  // A function that only a trap calls kills it at the end.
  std::set<std::string> trapped;
  walk(importer.script.tree.root, [&](const Node& node) {
    if (node.is("CallExpr") && !node.all("Args").empty() && literal(*node.all("Args")[0]) == "trap")
      for (const std::string& called : functions_called(node)) trapped.insert(called);
    return true;
  });
  bool outside = false;
  walk(importer.script.tree.root, [&](const Node& node) {
    if (node.is("FuncDecl") && trapped.contains(node.child("Name")->value)) return false;
    if (!node.is("CallExpr") || node.all("Args").empty()) return true;
    const std::string program = literal(*node.all("Args")[0]).value_or("");
    if (program == "kill" && variables_read(node).contains(name)) outside = true;
    return program != "trap";
  });
  return !outside;
}

// NAME=$!
std::string pid_variable(const Node& node) {
  const auto command = simple(node);
  if (!command || !command->words.empty() || command->assignments.size() != 1) return {};
  const Node* value = command->assignments[0]->child("Value");
  if (value == nullptr || only_variable(*value) != "!") return {};
  return command->assignments[0]->child("Name")->value;
}

bool start(const Node& node, Importer& importer, const Context& context) {
  if (!context.unconditional() || importer.main_found)
    return importer.why = "it is started under a condition", false;
  // The next NAME=$! tells whether it lives to the end.
  std::string pid;
  bool passed = false;
  for (const Node* other : importer.script.tree.root.all("Stmts")) {
    if (passed && pid.empty()) pid = pid_variable(*other);
    if (other->begin == node.begin) passed = true;
    if (!pid.empty()) break;
  }
  if (!pid.empty() && is_temporary(pid, importer) && !in_trap_only(pid, importer))
    return importer.why = "it is stopped again before the program starts", false;
  Service service;
  service.lines.push_back(importer.lines(node));
  service.keys = importer.process_keys();
  const Node* inner = command_of(node);
  std::string name = "background";
  if (inner->is("CallExpr")) {
    Simple command{&node, inner->all("Assigns"), inner->all("Args"), node.all("Redirs")};
    auto program = take_program(command, importer);
    if (!program || !command.redirections.empty() || !command.assignments.empty()) return false;
    if (program->words.empty() && program->text.empty()) return false;
    if (!program->words.empty() && importer.functions.contains(literal(*program->words[0]).value_or("")))
      return importer.why = "a function runs in the background", false;
    const auto words = words_of(*program, importer);
    if (!words) return false;
    service.words = *words;
    if (program->all_arguments)
      service.words.insert(service.words.end(), importer.command.begin(), importer.command.end());
    if (!program->user.empty()) {
      std::erase_if(service.keys, [](const auto& key) { return key.first == "user"; });
      service.keys.emplace_back("user", toml_text(program->user));
    }
    if (!service.words.empty()) name = service.words[0].substr(service.words[0].rfind('/') + 1);
    if (program->all_arguments && service.words.empty()) name = "arguments";
  } else {
    if (const std::string computed = importer.scope.computed_in(node); !computed.empty())
      return importer.why = computed, false;
    std::string_view source = importer.script.source(node);
    if (source.ends_with('&')) source.remove_suffix(1);
    for (const std::string& called : functions_called(node))
      if (importer.functions.contains(called)) return importer.why = "it calls the function " + called, false;
    service.script = std::string{source} + '\n';
    service.bash = needs_bash(node, importer.script);
  }
  name = importer.document.unique_name(name);
  importer.document.services.emplace_back(name, service);
  importer.background.emplace_back(name, &node);
  importer.understand(node, "[service." + name + "]");
  return true;
}

// The service becomes main.
bool promote(const Node& node, const std::string& name, Importer& importer) {
  auto& services = importer.document.services;
  const auto found =
      std::find_if(services.begin(), services.end(), [&](const auto& one) { return one.first == name; });
  if (found == services.end()) return false;
  Main& main = importer.document.main;
  const Keys before = main.keys;
  if (!found->second.words.empty()) main.words = found->second.words;
  main.script = found->second.script;
  main.bash = found->second.bash;
  main.keys = found->second.keys;
  for (const auto& key : before)
    if (key.first.starts_with("stop")) main.keys.push_back(key);
  main.lines.insert(main.lines.end(), found->second.lines.begin(), found->second.lines.end());
  main.lines.push_back(importer.lines(node));
  services.erase(found);
  importer.main_found = true;
  return true;
}

bool wait(const Node& node, const Simple& command, Importer& importer, const Context& context) {
  if (!context.unconditional() || importer.background.empty()) return false;
  std::string name = importer.background.back().first;
  const bool any = command.words.size() > 1 && literal(*command.words[1]) == "-n";
  if (command.words.size() > 1 && !any) {
    const auto pid = only_variable(*command.words.back());
    const Variable* variable = pid ? importer.scope.find(*pid) : nullptr;
    if (pid == "!") {
      name = importer.background.back().first;
    } else if (variable != nullptr && variable->text.starts_with("service:")) {
      name = variable->text.substr(8);
    } else {
      return false;
    }
  }
  for (auto& [service, entry] : importer.document.services)
    if (service != name && any) entry.keys.emplace_back("essential", "true");
  if (!any && importer.document.services.size() > 1 && command.words.size() == 1)
    importer.find(
        node.line, "end_not_noticed",
        "wait goes on when one of the programs has ended; say essential = true for those that matter", false);
  if (!promote(node, name, importer)) return false;
  importer.understand(node, "[main] is " + name);
  return true;
}

// trap 'kill -TERM "$pid"' TERM INT
bool trap(const Node& node, const Simple& command, Importer& importer, const Context& context) {
  if (!context.unconditional() || command.words.size() < 2) return false;
  const auto handler = literal(*command.words[1]);
  if (!handler) return importer.why = "what the trap does is computed", false;
  bool stops = false, exits = false;
  for (std::size_t i = 2; i < command.words.size(); ++i) {
    const std::string signal = literal(*command.words[i]).value_or("");
    const std::string name = signal.starts_with("SIG") ? signal.substr(3) : signal;
    if (is_one_of(name, {"TERM", "INT", "QUIT", "HUP", "15", "2", "3", "1"}))
      stops = true;
    else if (is_one_of(name, {"EXIT", "0"}))
      exits = true;
    else
      return importer.why = "the trap is for " + signal, false;
  }
  std::string text = *handler;
  if (const auto function = importer.functions.find(text); function != importer.functions.end())
    text = std::string{importer.script.source(*function->second->child("Body"))};
  if (text.empty() || text == "-") {
    importer.understand(node, "signals are handled by jeden");
    return true;
  }
  // Only kill, wait, exit and messages: what jeden does anyway.
  std::string signal;
  bool plain = true;
  std::string part;
  const auto look = [&] {
    const std::size_t from = part.find_first_not_of(" \t\n{}");
    std::string word = from == std::string::npos ? "" : part.substr(from);
    const std::string program = word.substr(0, word.find_first_of(" \t"));
    if (program == "kill") {
      for (const std::string_view name : {"QUIT", "INT", "WINCH", "USR1", "HUP"})
        if (contains(word, "-" + std::string{name}) || contains(word, "-s " + std::string{name}) ||
            contains(word, "-SIG" + std::string{name}))
          signal = name;
    } else if (program == "exit") {
      if (contains(word, "exit 0") && stops)
        importer.find(node.line, "exit_code_lost",
                      "the trap ends the script with 0, whatever the program's code was", true);
    } else if (!is_one_of(program, {"", "wait", "echo", "printf", "true", ":", "trap", "return"})) {
      plain = false;
    }
    part.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ';' || text[i] == '\n' || text.compare(i, 2, "&&") == 0 || text.compare(i, 2, "||") == 0) {
      look();
      if (text[i] == '&' || text[i] == '|') ++i;
    } else {
      part += text[i];
    }
  }
  look();
  if (!plain)
    return importer.why =
               exits ? "it cleans up when the script ends" : "the trap does more than pass the signal on",
           false;
  if (!signal.empty()) importer.document.main.keys.emplace_back("stop_signal", toml_text("SIG" + signal));
  importer.understand(node, "jeden passes a stop on, and waits");
  return true;
}

}  // namespace

bool recognise_background(const Node& node, Importer& importer, const Context& context) {
  if (node.has("Negated")) return false;
  if (node.has("Background")) return start(node, importer, context);
  if (const std::string name = pid_variable(node); !name.empty() && !importer.background.empty()) {
    importer.scope.set(name,
                       {Variable::Kind::computed, "service:" + importer.background.back().first, node.line});
    importer.understand(node, "jeden knows the process");
    return true;
  }
  const auto command = simple(node);
  if (!command) return false;
  const std::string program = command->program();
  if (program == "wait") return wait(node, *command, importer, context);
  if (program == "trap") return trap(node, *command, importer, context);
  // The script's own code after it has waited.
  if (program == "exit" && importer.main_found) return true;
  return false;
}

}  // namespace jeden::import
