#include "config/arguments.hpp"

#include <algorithm>

#include "base/shell_words.hpp"
#include "config/reading.hpp"
#include "config/search_path.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

std::string_view without_dashes(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of('-'), text.size()));
}

// The words that stand for a flag with one value.
void add_flag(std::string_view spelling, const Value& value, std::vector<std::string>& words) {
  if (value.type == Type::boolean) {
    if (value.boolean) words.emplace_back(spelling);
    return;
  }
  const std::string text = to_text(value);
  if (value.unknown || text.empty()) return;
  if (spelling.ends_with('=')) {
    words.push_back(std::string{spelling} + text);
    return;
  }
  words.emplace_back(spelling);
  words.push_back(text);
}

void add_default_flags(const Value& main, std::vector<std::string>& command, Loading& loading) {
  const Value* flags = usable(main, "default_flags");
  if (flags == nullptr) return;
  std::vector<std::string> added;
  for (const Entry& entry : flags->entries) {
    const std::vector<std::string_view> spellings = split_blanks(entry.key);
    const auto is_flag = [](std::string_view word) {
      return word.starts_with('-') || word.starts_with('+') || word.ends_with('=');
    };
    if (spellings.empty() || !std::all_of(spellings.begin(), spellings.end(), is_flag)) {
      loading.faults.error(entry.span, "\"" + entry.key + "\" is not a flag",
                           "a flag starts with \"-\" or \"+\", or ends in \"=\"");
      continue;
    }
    const bool given = std::any_of(spellings.begin(), spellings.end(),
                                   [&](std::string_view spelling) { return has_flag(command, spelling); });
    if (given || entry.value.wrong) continue;
    if (entry.value.type != Type::list) add_flag(spellings[0], entry.value, added);
    for (const Value& item : entry.value.items) add_flag(spellings[0], item, added);
  }
  append_words(command, added, Place::flags);
}

}  // namespace

void add_options(const Value& table, const Environment& environment, std::vector<std::string>& command,
                 Loading& loading) {
  const Value* key = usable(table, "options_from");
  if (key == nullptr || key->unknown) return;
  const auto value = environment.find(key->text);
  if (!value) return;
  const base::ShellWords options = base::split_shell(*value);
  if (!options.error.empty())
    loading.faults.absent(key->span, key->text + " cannot be split into words: " + options.error,
                          "quotes as in a shell: " + key->text + "=\"--name 'two words'\"");
  append_words(command, options.words, Place::flags);
}

void append_words(std::vector<std::string>& command, const std::vector<std::string>& words, Place place) {
  if (words.empty()) return;
  // Behind the text of sh -c comes $0, and only then "$@".
  const bool script = command.size() == 3 && command[0] == "/bin/sh" && command[1] == "-c";
  if (script) command.emplace_back("sh");
  auto at = command.end();
  if (place == Place::flags && !command.empty()) at = std::find(command.begin() + 1, command.end(), "--");
  command.insert(at, words.begin(), words.end());
}

bool has_flag(const std::vector<std::string>& words, std::string_view spelling) {
  const std::string_view flag = spelling.ends_with('=') ? spelling.substr(0, spelling.size() - 1) : spelling;
  const std::string_view name = without_dashes(flag);
  const bool dashed = name.size() < flag.size();
  const bool letter = dashed && name.size() == 1 && flag.size() == 2;
  for (std::size_t i = 1; i < words.size() && words[i] != "--"; ++i) {
    const std::string_view word = words[i];
    if (letter ? word.starts_with(flag) : word == flag || word.starts_with(std::string{flag} + '='))
      return true;
    if (!dashed || letter || !word.starts_with('-')) continue;
    const std::string_view other = without_dashes(word);
    if (other.substr(0, other.find('=')) == name) return true;
  }
  return false;
}

void add_arguments(const Value& main, const Environment& environment, std::vector<std::string>& command,
                   Loading& loading) {
  if (command.empty()) return;
  add_options(main, environment, command, loading);
  add_default_flags(main, command, loading);
  const std::vector<std::string> wrapper = texts_of(main, "wrapper");
  if (!wrapper.empty() && !wrapper[0].empty() &&
      search_path(wrapper[0], environment, loading.surroundings.root))
    command.insert(command.begin(), wrapper.begin(), wrapper.end());
}

}  // namespace jeden::config
