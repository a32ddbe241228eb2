// The init.toml that is being made, and the report on how.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace jeden::import {

// Lines of the script, the first one being 1.
struct Lines {
  unsigned first = 0, last = 0;
};

using Keys = std::vector<std::pair<std::string, std::string>>;  // values as TOML has them

struct Hook {
  std::string name;
  std::string kind;                  // the key that says what it does: run, script, wait, files, ...
  std::vector<std::string> entries;  // run: words. wait: URLs. script: pieces of shell
  std::vector<Keys> tables;          // files, templates, secrets, ...
  std::vector<std::string> prelude;  // script: definitions of what it uses
  std::string options;               // script: its first line, set -e
  bool bash = false;
  Keys keys;
  std::vector<Lines> lines;
  std::vector<std::string> notes;
};

struct EnvironmentEntry {
  Keys keys;  // {default}: written as a plain string
  std::vector<Lines> lines;
};

struct Service {
  std::vector<std::string> words;
  std::string script;
  bool bash = false;
  Keys keys;
  std::vector<Lines> lines;
};

struct Main {
  std::vector<std::string> words;  // empty: what the image's CMD or the user says
  std::string script;              // instead of words
  bool bash = false, positional = false;
  Keys keys;
  std::vector<Lines> lines;
  std::vector<std::string> notes;
};

struct Finding {
  unsigned line = 0;
  std::string id, message;
  bool cured = false;  // the init.toml does not have this fault any more
};

struct Understood {
  Lines lines;
  std::string what;  // in one line: what it became
};

struct Kept {
  Lines lines;
  std::string reason, unit;
};

struct Document {
  std::vector<std::pair<std::string, EnvironmentEntry>> environment;
  Keys locale;
  Keys remap;  // [identity] remap
  std::vector<Hook> hooks;
  std::vector<std::pair<std::string, Service>> services, roles;
  std::vector<std::pair<std::string, Keys>> once;
  Main main;

  std::vector<Understood> understood;
  std::vector<Kept> kept;
  std::vector<Finding> findings;
  std::vector<std::string> notes;
  unsigned statements = 0, statements_understood = 0;

  EnvironmentEntry& variable(const std::string& name);
  std::string unique_name(std::string wanted) const;
};

std::string toml_text(std::string_view text);     // with quotes
std::string toml_block(const std::string& text);  // over several lines if that is easier to read
std::string toml_list(const std::vector<std::string>& items);
std::string lines_text(const std::vector<Lines>& lines);  // "line 3", "lines 3-5, 8"

// The file, ready to be checked.
std::string render(const Document& document, const std::string& script_name);

}  // namespace jeden::import
