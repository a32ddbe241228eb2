#include "tools/json_reader.hpp"

#include "base/number.hpp"

namespace jeden::tools {
namespace {

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// What jeden itself writes: a character as it is, or a control character as "\\u001b".
bool take_escaped(std::string_view& text, std::string& value) {
  text.remove_prefix(1);
  if (text.empty()) return false;
  const bool control = text.front() == 'u';
  std::optional<unsigned> number = static_cast<unsigned char>(text.front());
  if (control) number = text.size() < 5 ? std::nullopt : base::parse_number<unsigned>(text.substr(1, 4), 16);
  if (!number) return false;
  value += static_cast<char>(*number);
  text.remove_prefix(control ? 5 : 1);
  return true;
}

bool take_string(std::string_view& text, std::string& value) {
  if (!take(text, '"')) return false;
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\') {
      if (!take_escaped(text, value)) return false;
      continue;
    }
    value += text.front();
    text.remove_prefix(1);
  }
  return take(text, '"');
}

}  // namespace

bool Json::parse_object(std::string_view& text, Json& object) {
  if (!take(text, '{')) return false;
  if (take(text, '}')) return true;
  do {
    std::string key, value;
    if (!take_string(text, key) || !take(text, ':') || text.empty()) return false;
    if (text.front() == '"') {
      if (!take_string(text, value)) return false;
      object.values_[key] = value;
    } else if (take(text, '[')) {
      std::vector<Json>& list = object.lists_[key];
      if (take(text, ']')) continue;
      do {
        list.emplace_back();
        if (!parse_object(text, list.back())) return false;
      } while (take(text, ','));
      if (!take(text, ']')) return false;
    } else {
      const std::size_t end = text.find_first_of(",}");
      if (end == std::string_view::npos) return false;
      object.values_[key] = text.substr(0, end);
      text.remove_prefix(end);
    }
  } while (take(text, ','));
  return take(text, '}');
}

Json Json::parse(std::string_view text) {
  Json object;
  return parse_object(text, object) ? object : Json{};
}

std::string Json::text(std::string_view key) const {
  const auto found = values_.find(key);
  return found != values_.end() ? found->second : std::string{};
}

std::vector<Json> Json::list(std::string_view key) const {
  const auto found = lists_.find(key);
  return found != lists_.end() ? found->second : std::vector<Json>{};
}

}  // namespace jeden::tools
