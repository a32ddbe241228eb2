#include "import/text.hpp"

namespace jeden::import {

std::string unescape_quoted(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() &&
        std::string_view{"$`\"\\\n"}.find(text[i + 1]) != text.npos) {
      if (text[++i] != '\n') plain += text[i];
      continue;
    }
    plain += text[i];
  }
  return plain;
}

std::string escape_dollars(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    escaped += text[i];
    // At the end something may follow.
    if (text[i] == '$' && (i + 1 == text.size() || text[i + 1] == '{' || text[i + 1] == '$')) escaped += '$';
  }
  return escaped;
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const std::string& part : parts) {
    if (!all.empty()) all += between;
    all += part;
  }
  return all;
}

std::string plural(std::size_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string{noun} + (count == 1 ? "" : "s");
}

}  // namespace jeden::import
