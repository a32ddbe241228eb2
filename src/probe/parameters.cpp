// What a target's parameters say.
#include "probe/kind.hpp"
#include "probe/target.hpp"

namespace jeden::probe {

std::string_view Target::parameter(std::string_view name, std::string_view otherwise) const {
  for (const auto& [key, value] : parameters)
    if (key == name) return value;
  return otherwise;
}

bool Target::flag(std::string_view name) const {
  for (const auto& [key, value] : parameters)
    if (key == name)
      return value.empty() || value == "1" || value == "true" || value == "yes" || value == "on";
  return false;
}

bool Target::is_local() const {
  return !socket.empty() || kind->means == Means::file || kind->means == Means::log || host == "localhost" ||
         host.ends_with(".localhost") || host.starts_with("127.") || host == "::1";
}

}  // namespace jeden::probe
