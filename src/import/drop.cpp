#include "import/drop.hpp"

#include "import/text.hpp"

namespace jeden::import {
namespace {

// An option with the user as its value: --reuid=app, -u app.
struct Dropper {
  std::string_view program;
  std::string_view user_options;  // separated by blanks
  std::string_view group_options;
  std::string_view value_options;  // others that take a value
};
constexpr Dropper droppers[] = {
    {"setpriv", "--reuid --ruid --euid", "--regid --rgid --egid",
     "--groups --inh-caps --ambient-caps --bounding-set"},
    {"runuser", "-u --user", "-g --group", "-G"},
    {"sudo", "-u --user", "-g --group", ""},
    {"chpst", "-u", "", ""},
};

bool among(std::string_view list, std::string_view option) {
  return !option.empty() && contains(" " + std::string{list} + " ", " " + std::string{option} + " ");
}

std::optional<std::string> user_in(const Node& word, Importer& importer) {
  const Expansion text = importer.scope.expand(word);
  if (!text.text || text.pattern || text.text->empty()) {
    importer.why = text.why.empty() ? "its user is computed" : text.why;
    return std::nullopt;
  }
  return text.text;
}

bool take_options(Program& program, const Dropper& dropper, Importer& importer) {
  std::string user, group;
  std::size_t at = 1;
  for (; at < program.words.size(); ++at) {
    const Expansion text = importer.scope.expand(*program.words[at]);
    if (!text.text || text.text->empty() || (*text.text)[0] != '-') break;
    if (*text.text == "--") {
      ++at;
      break;
    }
    const std::size_t equals = text.text->find('=');
    const std::string option = text.text->substr(0, equals);
    std::string* value = among(dropper.user_options, option)    ? &user
                         : among(dropper.group_options, option) ? &group
                                                                : nullptr;
    if (value == nullptr && !among(dropper.value_options, option)) continue;
    std::string given;
    if (equals != std::string::npos) {
      given = text.text->substr(equals + 1);
    } else if (at + 1 < program.words.size()) {
      const auto word = user_in(*program.words[++at], importer);
      if (!word) return false;
      given = *word;
    }
    if (value != nullptr) *value = given;
  }
  program.words.erase(program.words.begin(), program.words.begin() + static_cast<std::ptrdiff_t>(at));
  if (user.empty()) return importer.why = "it names no user", false;
  program.user = user + (group.empty() || group == user ? "" : ":" + group);
  return true;
}

// su [-] [-s SHELL] USER -c "TEXT"
bool take_su(Program& program, Importer& importer) {
  std::string user, text;
  for (std::size_t i = 1; i < program.words.size(); ++i) {
    const auto word = literal(*program.words[i]);
    if (word && (*word == "-s" || *word == "--shell")) {
      ++i;
    } else if (word && (*word == "-c" || *word == "--command")) {
      if (++i == program.words.size()) return false;
      const auto command = literal(*program.words[i]);
      if (!command) return importer.why = "the command of su holds variables of two shells", false;
      text = *command;
    } else if (word && word->starts_with('-') && word->size() < 3) {
      continue;
    } else if (user.empty()) {
      const auto name = user_in(*program.words[i], importer);
      if (!name || name->starts_with('-')) return false;
      user = *name;
    } else {
      return false;
    }
  }
  if (text.starts_with("exec ")) text.erase(0, 5);
  if (user.empty() || text.empty()) return false;
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-+./:,@=%") !=
      std::string::npos)
    return importer.why = "the command of su is a piece of shell", false;
  program.user = user;
  program.words.clear();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) program.text.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return true;
}

bool is_script_itself(const Node& word) {
  const auto name = only_variable(word);
  return name && (*name == "0" || *name == "BASH_SOURCE");
}

}  // namespace

std::optional<Program> take_program(const Simple& command, Importer& importer) {
  Program program;
  program.words = command.words;
  const auto drop = [&](std::size_t count) {
    program.words.erase(program.words.begin(), program.words.begin() + static_cast<std::ptrdiff_t>(count));
  };
  while (!program.words.empty() && program.text.empty()) {
    const std::string path = literal(*program.words[0]).value_or("");
    const std::string name = path.substr(path.rfind('/') + 1);
    if (name == "exec" && !program.exec) {
      program.exec = true, drop(1);
      if (!program.words.empty() && literal(*program.words[0]) == "-a")
        drop(std::min<std::size_t>(2, program.words.size()));
      continue;
    }
    if (is_one_of(name, {"gosu", "su-exec", "s6-setuidgid", "gosu-amd64"}) && program.words.size() > 2) {
      const auto user = user_in(*program.words[1], importer);
      if (!user) return std::nullopt;
      program.user = *user, drop(2);
      continue;
    }
    if (name == "su" && program.words.size() > 2) {
      if (!take_su(program, importer)) return std::nullopt;
      continue;
    }
    bool taken = false;
    for (const Dropper& dropper : droppers)
      if (name == dropper.program && program.words.size() > 2) {
        if (!take_options(program, dropper, importer)) return std::nullopt;
        taken = true;
      }
    if (taken) continue;
    if (is_one_of(name, {"tini", "dumb-init", "catatonit", "docker-init"})) {
      std::size_t at = 1;
      while (at < program.words.size() && literal(*program.words[at]).value_or("").starts_with('-')) ++at;
      drop(at);
      continue;
    }
    if (name == "env" && program.words.size() > 2) {
      std::size_t at = 1;
      Keys environment;
      for (; at < program.words.size(); ++at) {
        const auto text = importer.scope.one_word(*program.words[at], importer.why);
        const std::size_t equals = text ? text->find('=') : std::string::npos;
        if (equals == std::string::npos || !is_name(text->substr(0, equals))) break;
        environment.emplace_back(text->substr(0, equals), toml_text(text->substr(equals + 1)));
      }
      if (at == 1) break;
      program.environment.insert(program.environment.end(), environment.begin(), environment.end());
      drop(at);
      continue;
    }
    break;
  }
  if (!program.words.empty() && is_script_itself(*program.words[0])) program.again = true;
  return program;
}

std::optional<std::vector<std::string>> words_of(Program& program, Importer& importer) {
  if (!program.text.empty()) return program.text;
  std::vector<std::string> words;
  for (const Node* word : program.words) {
    if (const auto name = only_variable(*word); name && (*name == "@" || *name == "*")) {
      if (word != program.words.back()) {
        importer.why = "the container's words stand in the middle of the command";
        return std::nullopt;
      }
      program.all_arguments = true;
      const auto parts = word->all("Parts");
      program.unquoted_arguments = !parts.empty() && !parts[0]->is("DblQuoted");
      break;
    }
    const auto text = importer.scope.one_word(*word, importer.why);
    if (!text) return std::nullopt;
    words.push_back(*text);
  }
  return words;
}

}  // namespace jeden::import
