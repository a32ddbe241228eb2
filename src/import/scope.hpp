// The variables of the script, and what its words become in init.toml.
#pragma once

#include <map>

#include "import/shell.hpp"

namespace jeden::import {

struct Variable {
  enum class Kind : std::uint8_t {
    environment,  // [env] gives it a value: ${NAME} is safe
    constant,     // a shell variable with a value that init.toml can write down
    computed,     // only the shell knows it
  };
  Kind kind = Kind::computed;
  std::string text;  // of a constant: as init.toml has it, ${NAME} included
  unsigned line = 0;
};

struct Expansion {
  std::optional<std::string> text;  // as init.toml has it; none if it cannot say this
  std::string why;                  // then
  bool splits = false;              // an expansion stands outside of quotes
  bool pattern = false;             // *, ? or [ stands outside of quotes
  bool alternative = false;  // ${NAME-word}, which means something else than ${NAME:-word} when NAME is empty
};

class Scope {
 public:
  explicit Scope(const Script& script) : script_{&script} {}

  void set(const std::string& name, Variable variable) { variables_[name] = std::move(variable); }
  // $1 and so on, of a function whose call is put in: none for a word that the call lacks.
  void set_argument(std::size_t number, std::optional<std::string> text, unsigned line);
  const Variable* find(const std::string& name) const;
  bool is_environment(const std::string& name) const;

  Expansion expand(const Node& word) const;
  // The same for words that have to be one: nothing if it would be split, or is a pattern.
  std::optional<std::string> one_word(const Node& word, std::string& why) const;
  // What a program reads from a here document; none, and `why`, if only a shell knows it.
  std::optional<std::string> here_document(const Node& redirection, std::string& why) const;
  // Why a piece of shell cannot be taken out of the script: it reads what only the shell knows. Empty if it
  // does not.
  std::string computed_in(const Node& node) const;

 private:
  bool add(const Node& part, bool quoted, Expansion& result) const;
  bool add_variable(const Node& part, bool quoted, Expansion& result) const;

  const Script* script_;
  std::map<std::string, Variable> variables_;
};

// ${NAME:-} as ${NAME}: where nothing would be meant by an empty value, the variable has to be set.
std::string demand(std::string text);

}  // namespace jeden::import
