// usermod -u, groupmod -g: other numbers for a user of the image.
#include "import/importer.hpp"
#include "import/text.hpp"

namespace jeden::import {

bool changes_users(std::string_view program) {
  return is_one_of(program, {"usermod", "groupmod", "useradd", "groupadd", "adduser", "addgroup", "userdel",
                             "groupdel", "deluser", "delgroup"});
}

// usermod -o -u "$PUID" app, groupmod -o -g "$PGID" app
bool recognise_users(const Node& node, Importer& importer, const Context& context) {
  const auto command = simple(node);
  if (!command || !changes_users(command->program())) return false;
  const std::string program = command->program();
  importer.why = "it changes the users, whose numbers init.toml looks up before";
  if ((program != "usermod" && program != "groupmod") || !context.role.empty() || context.root ||
      !context.once.empty() || !command->assignments.empty())
    return false;
  for (const Node* redirection : command->redirections)
    if (const Node* word = redirection->child("Word");
        word == nullptr || !is_one_of(literal(*word).value_or("x"), {"/dev/null", "1"}))
      return false;
  std::string number, name;
  for (std::size_t i = 1; i < command->words.size(); ++i) {
    const std::string text = literal(*command->words[i]).value_or("");
    if (text == "-o") continue;
    const bool takes =
        text == (program == "usermod" ? "-u" : "-g") || text == (program == "usermod" ? "-ou" : "-og");
    if (takes && i + 1 < command->words.size()) {
      const auto value = importer.scope.expand(*command->words[++i]);
      if (!value.text || value.pattern) return false;
      number = *value.text;
    } else if (!text.empty() && text[0] != '-' && name.empty()) {
      name = text;
    } else {
      return false;
    }
  }
  // A condition may ask for the number itself: an empty one changes nothing.
  for (const auto& [condition, value] : context.conditions)
    if (!is_one_of(condition, {"if_env", "unless_env"}) ||
        !number.starts_with("${" + value.substr(0, value.find('=')) + ":-"))
      return false;
  Keys& remap = importer.document.remap;
  const std::string user = toml_text(name);
  // A group counts as that of the user with its name.
  if (number.empty() || name.empty() || (!remap.empty() && remap[0].second != user)) return false;
  if (remap.empty()) remap.emplace_back("user", user);
  remap.emplace_back(program == "usermod" ? "uid" : "gid", toml_text(number));
  importer.why.clear();
  importer.understand(node, "[identity] remap");
  return true;
}

}  // namespace jeden::import
