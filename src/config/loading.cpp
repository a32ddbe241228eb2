#include "config/loading.hpp"

#include "base/suggest.hpp"

namespace jeden::config {
namespace {

Variable unknown_fact(std::string_view name) {
  std::vector<std::string_view> names;
  for (const facts::Fact& fact : facts::all()) names.push_back(fact.name);
  const std::string_view meant = base::suggest(name, names);
  Variable variable;
  variable.fault = "there is no fact " + std::string{facts::prefix} + std::string{name};
  variable.hint = meant.empty() ? "jeden facts prints all of them"
                                : "did you mean " + std::string{facts::prefix} + std::string{meant} + "?";
  return variable;
}

}  // namespace

Variable Loading::find(std::string_view name) const {
  if (!name.starts_with(facts::prefix)) return {environment.find(name), missing.contains(name)};
  name.remove_prefix(facts::prefix.size());
  for (const facts::Fact& fact : facts::all())
    if (fact.name == name) return {known_facts.find(name)};
  return unknown_fact(name);
}

}  // namespace jeden::config
