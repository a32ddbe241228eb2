#include "config/environment.hpp"

#include <algorithm>

namespace jeden::config {
namespace {
bool is_named(std::string_view entry, std::string_view name) {
  return entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=';
}
}  // namespace

std::optional<std::string> Environment::find(std::string_view name) const {
  for (const std::string& entry : entries_)
    if (is_named(entry, name)) return entry.substr(name.size() + 1);
  return std::nullopt;
}

void Environment::set(std::string_view name, std::string_view value) {
  std::string entry = std::string{name} + '=' + std::string{value};
  const auto same = [&](const std::string& other) { return is_named(other, name); };
  const auto first = std::find_if(entries_.begin(), entries_.end(), same);
  if (first == entries_.end()) {
    entries_.push_back(std::move(entry));
    return;
  }
  *first = std::move(entry);
  entries_.erase(std::remove_if(first + 1, entries_.end(), same), entries_.end());
}

void Environment::unset(std::string_view name) {
  std::erase_if(entries_, [&](const std::string& entry) { return is_named(entry, name); });
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.find('=') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

}  // namespace jeden::config
