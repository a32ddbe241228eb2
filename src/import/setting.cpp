// sed -i 's/^key.*/key value/' FILE, for files whose form is known by their name: settings.
#include <algorithm>
#include <cctype>

#include "import/importer.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

// Where a key may stand in a file of another form is not known: in which section, how often.
struct Form {
  std::string_view ending;  // of the file's path
  std::string_view format, section, separator;
};
constexpr Form forms[] = {
    {".properties", "properties", "", "="},    {"/zoo.cfg", "properties", "", "="},
    {"/php.ini", "ini", "PHP", "="},           {"/postgresql.conf", "ini", "", "="},
    {"/postgresql.auto.conf", "ini", "", "="}, {"/redis.conf", "key_value", "", " "},
    {"/valkey.conf", "key_value", "", " "},    {"/sentinel.conf", "key_value", "", " "},
    {"/mosquitto.conf", "key_value", "", " "},
};

const Form* form_of(const std::string& path) {
  for (const Form& form : forms)
    if (path.ends_with(form.ending)) return &form;
  return nullptr;
}

bool is_key(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
             text.npos;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The key that an expression looks for at the beginning of a line, commented out or not, up to the line's
// end.
std::string key_in(std::string expression, std::string_view separator) {
  if (!expression.starts_with('^')) return {};
  expression.erase(0, 1);
  for (const std::string_view comment :
       {";*", "#*", "[#;]*", "[;#]*", "#\\?", ";\\?", "#?", ";?", "# *", "; *", "#", ";"})
    if (expression.starts_with(comment)) {
      expression.erase(0, comment.size());
      break;
    }
  for (const std::string_view blank : {"\\s*", " *", "[[:space:]]*", "[ ]*"})
    if (expression.starts_with(blank)) {
      expression.erase(0, blank.size());
      break;
    }
  while (expression.ends_with('$')) expression.pop_back();
  if (!expression.ends_with(".*") && !expression.ends_with("*")) return {};
  const std::size_t end = expression.find_first_of(" =[*\\");
  std::string key, rest;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression.compare(i, 2, "\\.") == 0) {
      key += '.', ++i;
      continue;
    }
    if (!is_key(expression.substr(i, 1)) || expression.compare(i, 2, ".*") == 0) {
      rest = expression.substr(i);
      break;
    }
    key += expression[i];
  }
  // Without a separator another key that begins so would be changed as well.
  if (end == std::string::npos ||
      (!contains(rest, separator) && !contains(rest, "\\s") && !contains(rest, " ")))
    return {};
  for (const std::string_view known : {"\\s*", "\\s\\+", "\\s", "[[:space:]]*", ".*", " *", " ", "="})
    for (std::size_t at = 0; (at = rest.find(known)) != std::string::npos;) rest.erase(at, known.size());
  return rest.empty() ? key : "";
}

// key=value of a replacement; false for one that refers to what was found.
bool read_replacement(const std::string& text, const std::string& key, std::string_view separator,
                      std::string& value) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&') return false;
    if (text[i] == '\\' && i + 1 < text.size()) {
      if (std::isalnum(static_cast<unsigned char>(text[i + 1])) != 0) return false;
      ++i;
    }
    plain += text[i];
  }
  if (!plain.starts_with(key)) return false;
  std::string_view rest = std::string_view{plain}.substr(key.size());
  if (separator == "=") {
    rest = trimmed(rest);
    if (!rest.starts_with('=')) return false;
    rest.remove_prefix(1);
  } else if (!rest.starts_with(separator)) {
    return false;
  }
  value = trimmed(rest);
  return !value.empty();
}

// s/EXPRESSION/REPLACEMENT/
bool read_substitution(const std::string& text, std::string& expression, std::string& replacement) {
  if (text.size() < 4 || text[0] != 's') return false;
  const char mark = text[1];
  std::vector<std::string> parts(1);
  for (std::size_t i = 2; i < text.size(); ++i) {
    // What init.toml expands is no part of sed's language.
    if (text.compare(i, 2, "${") == 0)
      if (const std::size_t end = text.find('}', i); end != std::string::npos) {
        parts.back() += text.substr(i, end - i + 1);
        i = end;
        continue;
      }
    if (text[i] == '\\' && i + 1 < text.size()) {
      if (text[i + 1] != mark) parts.back() += text[i];
      parts.back() += text[++i];
    } else if (text[i] == mark) {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  if (parts.size() != 3 || !is_one_of(parts[2], {"", "g"})) return false;
  expression = parts[0], replacement = parts[1];
  return true;
}

}  // namespace

bool recognise_setting(const Node& node, Importer& importer, const Context& context) {
  const auto command = simple(node);
  if (!command || command->program() != "sed" || !command->assignments.empty() ||
      !command->redirections.empty())
    return false;
  std::vector<std::string> expressions, files;
  bool in_place = false, next = false, any = false;
  for (std::size_t i = 1; i < command->words.size(); ++i) {
    const std::string option = literal(*command->words[i]).value_or("");
    if (!next && option.size() > 1 && option[0] == '-') {
      if (option.find_first_not_of("-irEe") != option.npos) return false;
      in_place = in_place || contains(option, "i");
      next = contains(option, "e");
      continue;
    }
    const Expansion text = importer.scope.expand(*command->words[i]);
    const bool expression = next || !any;
    if (!text.text || text.splits || (text.pattern && !expression)) return importer.why = text.why, false;
    if (expression)
      expressions.push_back(*text.text), any = true;
    else
      files.push_back(demand(*text.text));
    next = false;
  }
  if (!in_place || expressions.empty() || files.size() != 1) return false;
  const Form* form = form_of(files[0]);
  if (form == nullptr)
    return importer.why = "how " + files[0] + " is to be edited is not known by its name; look at settings",
           false;
  std::string set;
  for (const std::string& text : expressions) {
    std::string expression, replacement, value;
    if (!read_substitution(text, expression, replacement)) return false;
    const std::string key = key_in(expression, form->separator);
    if (!is_key(key) || !read_replacement(replacement, key, form->separator, value))
      return importer.why = "its expression is more than a key and its value", false;
    set += (set.empty() ? "" : ", ") + toml_text(key) + " = " + toml_text(value);
  }
  Keys table{{"file", toml_text(files[0])}, {"format", toml_text(form->format)}};
  if (!form->section.empty()) table.emplace_back("section", toml_text(form->section));
  if (form->format != "properties") table.emplace_back("quoting", "\"verbatim\"");
  table.emplace_back("set", "{ " + set + " }");
  importer.hook("settings", node, context, "settings", true).tables.push_back(table);
  const std::string note = "settings adds a key that " + files[0] + " lacks; sed leaves it out";
  if (std::find(importer.document.notes.begin(), importer.document.notes.end(), note) ==
      importer.document.notes.end())
    importer.document.notes.push_back(note);
  importer.understand(node, "settings: set");
  return true;
}

}  // namespace jeden::import
