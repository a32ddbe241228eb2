// Short ways to say an edit. Whatever is edited is edited a second time, which must change nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "keys/edit.hpp"

namespace jeden::keys::testing {

inline Edit set(std::string key, std::string value, std::string section = "") {
  return {Edit::Kind::set, std::move(section), std::move(key), {{std::move(value), false}}, false};
}
inline Edit raw(std::string key, std::string value) {
  return {Edit::Kind::set, "", std::move(key), {{std::move(value), true}}, false};
}
inline std::vector<Value> values(const std::vector<std::string>& texts) {
  std::vector<Value> result;
  for (const std::string& text : texts) result.push_back({text, false});
  return result;
}
inline Edit list(std::string key, const std::vector<std::string>& texts) {
  return {Edit::Kind::set, "", std::move(key), values(texts), true};
}
inline Edit append(std::string key, const std::vector<std::string>& texts, std::string section = "") {
  return {Edit::Kind::append, std::move(section), std::move(key), values(texts), true};
}
inline Edit gone(std::string key, std::string section = "") {
  return {Edit::Kind::remove, std::move(section), std::move(key), {}, false};
}

// The text, or "error: ...".
inline std::string edited(Format format, std::string_view text, const std::vector<Edit>& edits,
                          const Style& style = {}) {
  const Edited once = edit(format, text, edits, style);
  if (!once.error.empty()) return "error: " + once.error;
  CHECK(once.changes.empty() == (once.text == text));
  const Edited twice = edit(format, once.text, edits, style);
  CHECK(twice.error.empty());
  CHECK(twice.text == once.text);
  CHECK(twice.changes.empty());
  return once.text;
}

}  // namespace jeden::keys::testing
