#include "import/document.hpp"

#include <algorithm>

#include "import/text.hpp"

namespace jeden::import {
namespace {

std::string title(std::string_view header) {
  return '\n' + std::string{header} + '\n';
}

void add_origin(std::string& out, const std::vector<Lines>& lines, const std::vector<std::string>& notes) {
  if (!lines.empty()) out += "# " + lines_text(lines) + '\n';
  for (const std::string& note : notes) out += "# " + note + '\n';
}

void add_keys(std::string& out, const Keys& keys) {
  for (const auto& [key, value] : keys) out += key + " = " + value + '\n';
}

std::string inline_table(const Keys& keys) {
  std::string text = "{ ";
  for (const auto& [key, value] : keys) text += (text.size() > 2 ? ", " : "") + key + " = " + value;
  return text + " }";
}

// A TOML literal string keeps everything as it is; what it cannot hold goes into an escaped one.
std::string block(const std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\n' || c == '\t';
  });
  if (plain && !contains(text, "'''") && !text.ends_with('\'')) return "'''\n" + text + "'''";
  return toml_text(text);
}

std::string program_text(const std::string& script, bool bash, std::string_view key) {
  if (!bash) return "script = " + block(script) + '\n';
  return std::string{key} + " = [\"bash\", \"-c\", " + block(escape_dollars(script)) + "]\n";
}

std::string tables_text(const Hook& hook) {
  std::string text = hook.kind + " = [\n";
  for (const Keys& table : hook.tables) text += "  " + inline_table(table) + ",\n";
  return text + "]\n";
}

void add_hook(std::string& out, const Hook& hook) {
  out += title("[[hook]]");
  // What stays shell says its lines together with the reasons.
  add_origin(out, hook.kind == "script" && !hook.notes.empty() ? std::vector<Lines>{} : hook.lines,
             hook.notes);
  out += "name = " + toml_text(hook.name) + '\n';
  if (hook.kind == "script") {
    std::string text = hook.options;
    for (const std::string& definition : hook.prelude) text += definition + '\n';
    for (const std::string& piece : hook.entries) text += piece + '\n';
    out += program_text(text, hook.bash, "run");
  } else if (hook.kind == "run") {
    out += "run = " + toml_list(hook.entries) + '\n';
  } else if (hook.kind == "directory") {
    out += "directory = " + toml_text(hook.entries[0]) + '\n';
  } else if (hook.kind == "wait") {
    out +=
        "wait = " + (hook.entries.size() == 1 ? toml_text(hook.entries[0]) : toml_list(hook.entries)) + '\n';
  } else {
    out += tables_text(hook);
  }
  add_keys(out, hook.keys);
}

void add_programs(std::string& out, const char* table,
                  const std::vector<std::pair<std::string, Service>>& programs) {
  for (const auto& [name, program] : programs) {
    out += title(std::string{'['} + table + '.' + name + ']');
    add_origin(out, program.lines, {});
    if (!program.script.empty())
      out += program_text(program.script, program.bash, "command");
    else if (!program.words.empty())
      out += "command = " + toml_list(program.words) + '\n';
    add_keys(out, program.keys);
  }
}

void add_environment(std::string& out, const Document& document) {
  if (document.environment.empty()) return;
  out += title("[env]");
  std::size_t widest = 0;
  std::vector<std::string> texts;
  for (const auto& [name, entry] : document.environment) {
    const bool plain = entry.keys.size() == 1 && entry.keys[0].first == "default";
    texts.push_back(name + " = " + (plain ? entry.keys[0].second : inline_table(entry.keys)));
    if (texts.back().size() < 60) widest = std::max(widest, texts.back().size());
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::size_t pad = texts[i].size() < widest ? widest - texts[i].size() : 0;
    out +=
        texts[i] + std::string(pad, ' ') + "  # " + lines_text(document.environment[i].second.lines) + '\n';
  }
}

}  // namespace

EnvironmentEntry& Document::variable(const std::string& name) {
  for (auto& [known, entry] : environment)
    if (known == name) return entry;
  return environment.emplace_back(name, EnvironmentEntry{}).second;
}

std::string Document::unique_name(std::string wanted) const {
  for (char& c : wanted)
    if (!is_name(std::string{'_', c})) c = '-';
  while (!wanted.empty() && wanted.front() == '-') wanted.erase(0, 1);
  while (!wanted.empty() && wanted.back() == '-') wanted.pop_back();
  if (wanted.empty() || wanted == "main") wanted = "step";
  const auto taken = [&](const std::string& name) {
    return std::any_of(hooks.begin(), hooks.end(), [&](const Hook& hook) { return hook.name == name; }) ||
           std::any_of(services.begin(), services.end(),
                       [&](const auto& service) { return service.first == name; });
  };
  if (!taken(wanted)) return wanted;
  for (unsigned number = 2;; ++number)
    if (std::string name = wanted + '-' + std::to_string(number); !taken(name)) return name;
}

std::string toml_text(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += "\\u00";
      quoted += digits[byte >> 4U];
      quoted += digits[byte & 15U];
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string toml_block(const std::string& text) {
  return contains(std::string_view{text}.substr(0, text.empty() ? 0 : text.size() - 1), "\n")
             ? block(text)
             : toml_text(text);
}

std::string toml_list(const std::vector<std::string>& items) {
  std::string text = "[";
  for (const std::string& item : items) text += (text.size() > 1 ? ", " : "") + toml_text(item);
  return text + ']';
}

std::string lines_text(const std::vector<Lines>& lines) {
  std::vector<Lines> sorted = lines;
  std::sort(sorted.begin(), sorted.end(), [](Lines a, Lines b) { return a.first < b.first; });
  std::vector<Lines> joined;
  for (const Lines& part : sorted) {
    if (!joined.empty() && part.first <= joined.back().last + 1)
      joined.back().last = std::max(joined.back().last, part.last);
    else
      joined.push_back(part);
  }
  std::string text = joined.size() == 1 && joined[0].first == joined[0].last ? "line " : "lines ";
  for (std::size_t i = 0; i < joined.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(joined[i].first);
    if (joined[i].last != joined[i].first) text += '-' + std::to_string(joined[i].last);
  }
  return text;
}

std::string render(const Document& document, const std::string& script_name) {
  std::string out = "# Made from " + script_name + " by jeden import. Lines are those of the script.\n";
  if (!document.locale.empty()) {
    out += title("[locale]");
    add_keys(out, document.locale);
  }
  if (!document.remap.empty()) out += title("[identity]") + "remap = " + inline_table(document.remap) + '\n';
  add_environment(out, document);
  for (const auto& [name, keys] : document.once) {
    out += title("[once." + name + ']');
    add_keys(out, keys);
  }
  for (const Hook& hook : document.hooks) add_hook(out, hook);
  add_programs(out, "service", document.services);
  const Main& main = document.main;
  if (main.words.empty() && main.script.empty() && main.keys.empty() && main.notes.empty()) {
    add_programs(out, "role", document.roles);
    return out;
  }
  out += title("[main]");
  add_origin(out, main.lines, main.notes);
  if (!main.script.empty() && main.positional) {
    const std::string shell = main.bash ? "bash" : "/bin/sh";
    out += "command = [" + toml_text(shell) + ", \"-c\", " + block(escape_dollars(main.script)) +
           ", \"entrypoint\"";
    out += "]\n";
  } else if (!main.script.empty())
    out += program_text(main.script, main.bash, "command");
  else if (!main.words.empty())
    out += "command = " + toml_list(main.words) + '\n';
  add_keys(out, main.keys);
  add_programs(out, "role", document.roles);
  return out;
}

}  // namespace jeden::import
