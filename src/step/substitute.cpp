#include "step/substitute.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/name_pattern.hpp"
#include "base/text.hpp"

namespace jeden::step {
namespace {

// What stands between "${" and "}" when it is a reference: a name, and what is to be done without a value.
struct Reference {
  std::string name;
  enum class Else { nothing, initial, message } otherwise = Else::nothing;
  std::string_view rest;
};

bool parse(std::string_view inner, Reference& reference) {
  std::size_t length = 0;
  while (length < inner.size() && base::is_name_character(inner[length])) ++length;
  if (length == 0 || base::is_digit(inner[0])) return false;
  reference.name = inner.substr(0, length);
  reference.rest = inner.substr(length);
  if (reference.rest.starts_with(":-")) reference.otherwise = Reference::Else::initial;
  if (reference.rest.starts_with(":?")) reference.otherwise = Reference::Else::message;
  if (reference.otherwise == Reference::Else::nothing) return reference.rest.empty();
  reference.rest.remove_prefix(2);
  return true;
}

// False, with an error, when there is no value to put in.
bool put(const Reference& reference, Substituted& result) {
  const char* value = std::getenv(reference.name.c_str());
  const bool plain = reference.otherwise == Reference::Else::nothing;
  if (value != nullptr && (plain || *value != '\0')) {
    result.text += value;
    return true;
  }
  if (reference.otherwise == Reference::Else::initial) {
    result.text += reference.rest;
    return true;
  }
  const bool message = !plain && !reference.rest.empty();
  result.error =
      reference.name + (message            ? ": " + std::string{reference.rest}
                        : value != nullptr ? " is empty"
                                           : " is not set: set it, or give the reference a default by :-");
  return false;
}

}  // namespace

Substituted substitute(std::string_view text, const std::vector<std::string>& variables) {
  Substituted result;
  while (!text.empty()) {
    const std::size_t start = std::min(text.find("${"), text.size());
    result.text += text.substr(0, start);
    text.remove_prefix(start);
    if (text.empty()) break;
    const std::size_t end = text.find('}');
    Reference reference;
    if (end == std::string_view::npos || !parse(text.substr(2, end - 2), reference) ||
        !base::fits_any(reference.name, variables)) {
      result.text += text.substr(0, 2);
      text.remove_prefix(2);
      continue;
    }
    if (!put(reference, result)) return result;
    text.remove_prefix(end + 1);
  }
  return result;
}

}  // namespace jeden::step
