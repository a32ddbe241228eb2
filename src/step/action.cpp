#include "step/action.hpp"

#include <array>

#include "step/files.hpp"
#include "step/identity.hpp"
#include "step/once.hpp"
#include "step/scripts.hpp"
#include "step/texts.hpp"

namespace jeden::step {
namespace {

struct Kind {
  std::string_view name;
  Outcome (*perform)(const base::Record& action, Run run);
};
constexpr std::array kinds{
    Kind{"directory", make_directory}, Kind{"chown", change_owner},     Kind{"symlink", make_link},
    Kind{"remove", remove_files},      Kind{"copy", copy_tree},         Kind{"access", check_access},
    Kind{"template", fill_template},   Kind{"secret", write_secret},    Kind{"generate", generate_secret},
    Kind{"scripts", describe_scripts}, Kind{"once", describe_once},     Kind{"done", finish_once},
    Kind{"text", write_text},          Kind{"settings", edit_settings}, Kind{"renumber", renumber_user},
    Kind{"passwd_entry", add_user},
};

}  // namespace

Outcome unchanged(std::string text) {
  return {Outcome::Kind::unchanged, std::move(text)};
}
Outcome skipped(std::string text) {
  return {Outcome::Kind::skipped, std::move(text)};
}
Outcome failed(std::string text) {
  return {Outcome::Kind::failed, std::move(text)};
}
Outcome changed(Run run, std::string_view done, std::string_view would_do, std::string_view rest) {
  std::string text = run == Run::dry ? "would " + std::string{would_do} : std::string{done};
  return {Outcome::Kind::changed, text + ' ' + std::string{rest}};
}

std::string describe(const base::Record& action) {
  std::string text = action.kind + ' ' + std::string{action.get("path")};
  if (action.kind == "once" || action.kind == "done" || action.kind == "scripts") return text;
  for (const auto& [name, value] : action.fields) {
    if (name == "path" || name[0] == '.') continue;
    text += ", " + name;
    if (name != "optional") text += ' ' + value;
  }
  return text;
}

Outcome perform(const base::Record& action, Run run) {
  for (const Kind& kind : kinds) {
    if (kind.name != action.kind) continue;
    Outcome outcome = kind.perform(action, run);
    if (outcome.kind == Outcome::Kind::failed && action.find("optional"))
      outcome.kind = Outcome::Kind::skipped;
    return outcome;
  }
  return failed("unknown action " + action.kind);
}

}  // namespace jeden::step
