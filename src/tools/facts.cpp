// jeden facts: what ${jeden.NAME} stands for in this container.
#include "facts/facts.hpp"

#include "config/diagnostic.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage =
    R"(usage: jeden facts [--json] [NAME]

Prints what jeden knows about the container it runs in: what ${jeden.NAME} stands for in an init.toml. A fact that the
container does not have is left out; with --json it is null. With NAME that one alone.

Exit codes: 0, 1 when the container does not have NAME, 64 bad usage.
)";

bool is_fact(std::string_view name) {
  for (const facts::Fact& fact : facts::all())
    if (fact.name == name) return true;
  return false;
}

std::string json_of(facts::Facts& facts, std::string_view name) {
  const auto value = facts.find(name);
  return value ? config::json_text(*value) : "null";
}

std::string told(facts::Facts& facts, bool json) {
  std::string text;
  for (const facts::Fact& fact : facts::all()) {
    if (json)
      text += (text.empty() ? "{" : ",") + config::json_text(fact.name) + ':' + json_of(facts, fact.name);
    else if (const auto value = facts.find(fact.name))
      text += std::string{fact.name} + ' ' + *value + '\n';
  }
  return json ? text + "}\n" : text;
}

}  // namespace

int facts(Arguments arguments) {
  bool json = false;
  std::string_view name;
  for (const std::string_view word : arguments) {
    if (word == "-h" || word == "--help") {
      print(1, usage);
      for (const facts::Fact& fact : facts::all())
        print(1, "\n  " + std::string{fact.name} + "\n      " + std::string{fact.summary});
      print(1, "\n");
      return 0;
    }
    if (word == "--json")
      json = true;
    else if (!name.empty() || !is_fact(word))
      return bad_usage("facts: there is no fact " + std::string{word} + "; see jeden facts --help");
    else
      name = word;
  }
  facts::Facts known;
  if (name.empty()) {
    print(1, told(known, json));
    return 0;
  }
  const auto value = known.find(name);
  if (json || value) print(1, (json ? json_of(known, name) : *value) + '\n');
  return value ? 0 : 1;
}

}  // namespace jeden::tools
