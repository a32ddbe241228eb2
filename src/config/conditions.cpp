#include "config/conditions.hpp"

#include "config/reading.hpp"

namespace jeden::config {
namespace {

// "NAME": set and not empty. "NAME=value": exactly that.
bool holds(const Environment& environment, std::string_view condition) {
  const std::size_t equals = condition.find('=');
  const auto value = environment.find(condition.substr(0, equals));
  if (!value) return false;
  return equals == std::string_view::npos ? !value->empty() : *value == condition.substr(equals + 1);
}

}  // namespace

bool environment_allows(const Value& table, Loading& loading) {
  bool allowed = true;
  for (const std::string_view key : {"if_env", "unless_env"}) {
    for (const Value* item : items_of(table, key)) {
      if (item->unknown) continue;
      if (item->text.empty() || item->text[0] == '=')
        loading.faults.error(item->span, std::string{key} + " names no variable",
                             "write \"NAME\" or \"NAME=value\"");
      if (holds(loading.environment, item->text) != (key == "if_env")) allowed = false;
    }
  }
  return allowed;
}

}  // namespace jeden::config
