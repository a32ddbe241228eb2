// mkdir, chown, ln, rm, cp -n, install -d: the tables of `files`.
#include <algorithm>

#include "import/options.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

bool done(const Node& node, Importer& importer, const std::string& what) {
  importer.understand(node, "files: " + what);
  return true;
}

bool make_directories(const Node& node, const Simple& simple, Importer& importer, const Context& context) {
  const auto command = options(simple, "pv", "m");
  if (!command) return false;
  const auto paths = paths_of(command->operands, importer);
  if (!paths) return false;
  std::optional<std::string> mode;
  if (const auto given = command->values.find('m'); given != command->values.end())
    if (mode = mode_of(*given->second); !mode) return false;
  for (const std::string& path : *paths) {
    Keys table{{"directory", toml_text(path)}};
    if (mode) table.emplace_back("mode", toml_text(*mode));
    importer.hook("files", node, context, "files", true).tables.push_back(table);
  }
  return done(node, importer, "directory");
}

// The entry of the hook before that makes this directory or writes this file.
Keys* entry_of(Importer& importer, const std::string& path, const Context& context) {
  if (importer.document.hooks.empty()) return nullptr;
  Hook& last = importer.document.hooks.back();
  if ((last.kind != "files" && last.kind != "templates") ||
      last.keys != importer.hook_keys(last.kind, context))
    return nullptr;
  using Pair = std::pair<std::string, std::string>;
  for (Keys& table : last.tables)
    if (table[0] == Pair{"directory", toml_text(path)} ||
        (table[0].first == "text" && table[1] == Pair{"to", toml_text(path)}))
      return &table;
  return nullptr;
}

bool change_mode(const Node& node, const Simple& simple, Importer& importer, const Context& context) {
  if (simple.words.size() < 3) return false;
  const auto mode = mode_of(*simple.words[1]);
  const auto paths = paths_of({simple.words.begin() + 2, simple.words.end()}, importer);
  if (!mode || !paths) return false;
  if (mode->ends_with("777")) importer.find(node.line, "world_writable", "everybody may write there", false);
  for (const std::string& path : *paths)
    if (entry_of(importer, path, context) == nullptr) return importer.why.clear(), false;
  for (const std::string& path : *paths) {
    Keys& table = *entry_of(importer, path, context);
    std::erase_if(table, [](const auto& key) { return key.first == "mode"; });
    table.emplace_back("mode", toml_text(*mode));
  }
  importer.document.hooks.back().lines.push_back(importer.lines(node));
  return done(node, importer, "mode");
}

bool change_owner(const Node& node, const Simple& simple, Importer& importer, const Context& context) {
  const auto command = options(simple, "RhfvHLPc", "");
  if (!command || command->operands.size() < 2) return false;
  const auto owner = owner_of(*command->operands[0], importer);
  const auto paths = paths_of({command->operands.begin() + 1, command->operands.end()}, importer);
  if (!owner || !paths) return false;
  const bool recursive = has(*command, 'R');
  if (!recursive) {
    for (const std::string& path : *paths)
      if (entry_of(importer, path, context) == nullptr) return false;
    for (const std::string& path : *paths)
      entry_of(importer, path, context)->emplace_back("owner", toml_text(*owner));
    importer.document.hooks.back().lines.push_back(importer.lines(node));
    return done(node, importer, "owner");
  }
  importer.find(node.line, "chown_everything",
                "chown -R touches every file at every start; chown in files changes only what differs", true);
  for (const std::string& path : *paths)
    importer.hook("files", node, context, "files", true)
        .tables.push_back({{"chown", toml_text(path)}, {"owner", toml_text(*owner)}});
  return done(node, importer, "chown");
}

// find PATH... ! -user USER -exec chown USER {} +
bool find_and_change_owner(const Node& node, const Simple& simple, Importer& importer,
                           const Context& context) {
  const auto words = simple.texts();
  std::size_t expression = 1;
  while (expression < words.size() && words[expression] != "!" && !words[expression].starts_with('-'))
    ++expression;
  const auto chown = std::find(words.begin(), words.end(), "chown");
  const bool asks = std::find(words.begin(), words.end(), "-user") != words.end() ||
                    std::find(words.begin(), words.end(), "-uid") != words.end();
  if (chown == words.end() || !asks || std::find(words.begin(), words.end(), "-name") != words.end() ||
      std::find(words.begin(), words.end(), "-prune") != words.end() ||
      std::find(words.begin(), words.end(), "-maxdepth") != words.end() || *(chown - 1) != "-exec")
    return false;
  std::size_t at = static_cast<std::size_t>(chown - words.begin()) + 1;
  while (at < words.size() && words[at].starts_with('-')) ++at;
  if (at >= words.size()) return false;
  const auto owner = owner_of(*simple.words[at], importer);
  const auto paths = paths_of(
      {simple.words.begin() + 1, simple.words.begin() + static_cast<std::ptrdiff_t>(expression)}, importer);
  if (!owner || !paths) return false;
  for (const std::string& path : *paths)
    importer.hook("files", node, context, "files", true)
        .tables.push_back({{"chown", toml_text(path)}, {"owner", toml_text(*owner)}});
  return done(node, importer, "chown");
}

bool link(const Node& node, const Simple& simple, Importer& importer, const Context& context) {
  const auto command = options(simple, "sfnvT", "");
  if (!command || !has(*command, 's') || !has(*command, 'f') || command->operands.size() != 2) return false;
  const auto paths = paths_of(command->operands, importer);
  if (!paths || (*paths)[1].ends_with('/')) return false;
  constexpr std::string_view zones = "/usr/share/zoneinfo/";
  if ((*paths)[1] == "/etc/localtime" && (*paths)[0].starts_with(zones) && context.unconditional()) {
    const std::string zone = (*paths)[0].substr(zones.size());
    if (zone != "${TZ}" && contains(zone, "$")) return false;
    if (zone != "${TZ}") importer.document.locale = {{"timezone", toml_text(zone)}};
    importer.understand(node, "TZ says it; nobody needs the link");
    return true;
  }
  importer.hook("files", node, context, "files", true)
      .tables.push_back({{"symlink", toml_text((*paths)[1])}, {"to", toml_text((*paths)[0])}});
  return done(node, importer, "symlink");
}

bool remove(const Node& node, const Simple& simple, Importer& importer, const Context& context) {
  const auto command = options(simple, "fv", "");
  if (!command || !has(*command, 'f') || command->operands.empty()) return false;
  std::vector<std::string> paths;
  for (const Node* word : command->operands) {
    const Expansion path = importer.scope.expand(*word);
    if (!path.text || path.text->empty()) return importer.why = path.why, false;
    const std::size_t name = path.text->rfind('/') + 1;
    if (path.pattern && path.text->find_first_of("*?[{~") < name)
      return importer.why = "its pattern stands in a folder's name", false;
    if (path.pattern && path.text->find_first_of("{~", name) != std::string::npos) return false;
    paths.push_back(demand(*path.text));
  }
  for (const std::string& path : paths)
    importer.hook("files", node, context, "files", true).tables.push_back({{"remove", toml_text(path)}});
  return done(node, importer, "remove");
}

bool copy(const Node& node, const Simple& simple, Importer& importer, const Context& context, bool guarded) {
  const auto command = options(simple, "nrRapv", "");
  if (!command || (!has(*command, 'n') && !guarded) || command->operands.size() != 2) return false;
  auto paths = paths_of(command->operands, importer);
  if (!paths) return false;
  std::string &from = (*paths)[0], &to = (*paths)[1];
  if (from.ends_with("/."))
    from.resize(from.size() - 2);
  else if (to.ends_with('/') || has(*command, 'r') || has(*command, 'R') || has(*command, 'a'))
    return importer.why = "where it copies to depends on what is there", false;
  if (to.size() > 1 && to.ends_with('/')) to.pop_back();
  importer.hook("files", node, context, "files", true)
      .tables.push_back({{"copy", toml_text(from)}, {"to", toml_text(to)}});
  return done(node, importer, "copy");
}

bool install(const Node& node, const Simple& simple, Importer& importer, const Context& context) {
  const auto command = options(simple, "dv", "ogm");
  if (!command || !has(*command, 'd')) return false;
  const auto paths = paths_of(command->operands, importer);
  if (!paths) return false;
  Keys keys;
  const auto value = [&](char flag) {
    return command->values.contains(flag) ? command->values.at(flag) : nullptr;
  };
  if (const Node* owner = value('o')) {
    const auto text = owner_of(*owner, importer);
    const auto group = value('g') != nullptr ? owner_of(*value('g'), importer) : std::nullopt;
    if (!text || (value('g') != nullptr && !group)) return false;
    keys.emplace_back("owner", toml_text(*text + (group ? ":" + *group : "")));
  } else if (value('g') != nullptr) {
    return false;
  }
  if (const Node* mode = value('m')) {
    const auto text = mode_of(*mode);
    if (!text) return false;
    keys.emplace_back("mode", toml_text(*text));
  }
  for (const std::string& path : *paths) {
    Keys table{{"directory", toml_text(path)}};
    table.insert(table.end(), keys.begin(), keys.end());
    importer.hook("files", node, context, "files", true).tables.push_back(table);
  }
  return done(node, importer, "directory");
}

// [ -e TARGET ] || cp SOURCE TARGET, [ -d DIRECTORY ] || mkdir DIRECTORY, and the same with if.
bool make_if_missing(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  const Node *condition = nullptr, *body = nullptr;
  bool negated = false;
  if (inner->is("BinaryCmd") && importer.script.operation(*inner) == "||")
    condition = inner->child("X"), body = inner->child("Y");
  else if (inner->is("IfClause") && inner->child("Else") == nullptr && inner->all("Then").size() == 1 &&
           inner->all("Cond").size() == 1)
    condition = inner->child("Cond"), body = inner->child("Then"), negated = true;
  if (condition == nullptr || body == nullptr) return false;
  const auto command = simple(*body);
  const auto tests = read_tests(*condition, importer.script);
  if (!command || command->program() != "cp" || command->words.size() < 3 || !tests ||
      tests->list.size() != 1 || tests->list[0].negated != negated ||
      !is_one_of(tests->list[0].operation, {"-e", "-f"}))
    return command && tests && command->program() == "mkdir" && command->words.size() >= 2 &&
           tests->list.size() == 1 && tests->list[0].negated == negated &&
           is_one_of(tests->list[0].operation, {"-d", "-e"}) &&
           importer.script.source(*tests->list[0].left) == importer.script.source(*command->words.back()) &&
           command->redirections.empty() && make_directories(node, *command, importer, context);
  const Expansion tested = importer.scope.expand(*tests->list[0].left);
  const Expansion target = importer.scope.expand(*command->words.back());
  return tested.text && tested.text == target.text && copy(node, *command, importer, context, true);
}

}  // namespace

bool recognise_files(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated")) return false;
  const auto command = simple(node);
  if (!command) return make_if_missing(node, importer, context);
  for (const Node* redirection : command->redirections)
    if (const Node* word = redirection->child("Word");
        word == nullptr || (literal(*word) != "/dev/null" && literal(*word) != "1"))
      return false;
  if (!command->assignments.empty()) return false;
  const std::string program = command->program();
  if (program == "mkdir") return make_directories(node, *command, importer, context);
  if (program == "chmod") return change_mode(node, *command, importer, context);
  if (program == "chown") return change_owner(node, *command, importer, context);
  if (program == "find") return find_and_change_owner(node, *command, importer, context);
  if (program == "ln") return link(node, *command, importer, context);
  if (program == "rm") return remove(node, *command, importer, context);
  if (program == "cp") return copy(node, *command, importer, context, false);
  if (program == "install") return install(node, *command, importer, context);
  return false;
}

}  // namespace jeden::import
