#include "probe/pattern.hpp"

#include <array>

namespace jeden::probe {

std::shared_ptr<const Pattern> Pattern::compile(const std::string& expression, std::string& error) {
  std::shared_ptr<Pattern> pattern{new Pattern};
  const int failure =
      ::regcomp(&pattern->compiled_, expression.c_str(), REG_EXTENDED | REG_NOSUB | REG_NEWLINE);
  if (failure == 0) return pattern;
  std::array<char, 200> reason{};
  ::regerror(failure, &pattern->compiled_, reason.data(), reason.size());
  pattern->compiled_ = {};
  error = "malformed pattern \"" + expression + "\": " + reason.data();
  return nullptr;
}

bool Pattern::matches(const std::string& text) const {
  return ::regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0;
}

}  // namespace jeden::probe
