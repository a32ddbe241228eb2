#include "process/environment.hpp"

#include <algorithm>
#include <cstring>

extern char** environ;

namespace jeden::process {
namespace {

bool has_name(const char* entry, std::string_view name) {
  const std::string_view text{entry};
  return text.size() > name.size() && text[name.size()] == '=' && text.starts_with(name);
}

}  // namespace

std::vector<std::string> own_environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

void wipe(char** block, std::string_view name) {
  for (; block != nullptr && *block != nullptr; ++block) {
    if (!has_name(*block, name)) continue;
    char* const value = *block + name.size() + 1;
    ::explicit_bzero(value, std::strlen(value));
  }
}

Environment::Environment(char** block) {
  while (block != nullptr && *block != nullptr) entries_.push_back(*block++);
  entries_.push_back(nullptr);
}

void Environment::set(std::string_view name, std::string_view value) {
  std::string& text = written_.emplace_back(name);
  char* const entry = text.append("=").append(value).data();
  const auto last = entries_.end() - 1;
  const auto found = std::find_if(entries_.begin(), last, [&](const char* e) { return has_name(e, name); });
  if (found == last) {
    entries_.insert(last, entry);
    return;
  }
  *found = entry;
  entries_.erase(std::remove_if(found + 1, last, [&](const char* e) { return has_name(e, name); }), last);
}

void Environment::unset(std::string_view name) {
  const auto last = entries_.end() - 1;
  entries_.erase(std::remove_if(entries_.begin(), last, [&](const char* e) { return has_name(e, name); }),
                 last);
}

const char* Environment::get(std::string_view name) const {
  for (const char* entry : entries_)
    if (entry != nullptr && has_name(entry, name)) return entry + name.size() + 1;
  return nullptr;
}

}  // namespace jeden::process
