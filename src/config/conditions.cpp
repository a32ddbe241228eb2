#include "config/conditions.hpp"

#include <array>

#include "config/reading.hpp"

namespace jeden::config {
namespace {

enum class Of { variable, fact };
struct Kind {
  std::string_view key;
  bool must_hold;
  Of of;
};
constexpr std::array kinds{Kind{"if_env", true, Of::variable}, Kind{"unless_env", false, Of::variable},
                           Kind{"if_fact", true, Of::fact}, Kind{"unless_fact", false, Of::fact}};

// "NAME": set and not empty, and of a fact not "false". "NAME=value": exactly that.
bool holds(const Value& item, Of of, Loading& loading) {
  const std::string_view condition = item.text;
  const std::size_t equals = condition.find('=');
  const std::string name{condition.substr(0, equals)};
  std::optional<std::string> value;
  if (of == Of::variable) {
    value = loading.environment.find(name);
  } else {
    Variable fact = loading.find(std::string{facts::prefix} + name);
    if (!fact.fault.empty()) loading.faults.error(item.span, fact.fault, fact.hint);
    value = std::move(fact.value);
  }
  if (!value) return false;
  if (equals != std::string_view::npos) return *value == condition.substr(equals + 1);
  return !value->empty() && (of == Of::variable || *value != "false");
}

}  // namespace

bool environment_allows(const Value& table, Loading& loading) {
  bool allowed = true;
  for (const Kind& kind : kinds) {
    for (const Value* item : items_of(table, kind.key)) {
      if (item->unknown) continue;
      const bool variable = kind.of == Of::variable;
      if (item->text.empty() || item->text[0] == '=')
        loading.faults.error(item->span,
                             std::string{kind.key} + " names no " + (variable ? "variable" : "fact"),
                             "write \"NAME\" or \"NAME=value\"");
      else if (holds(*item, kind.of, loading) != kind.must_hold)
        allowed = false;
    }
  }
  return allowed;
}

}  // namespace jeden::config
