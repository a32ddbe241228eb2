// An environment as the kernel hands it over: a list of strings whose order, duplicates and odd names are
// kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jeden::config {

class Environment {
 public:
  Environment() = default;
  explicit Environment(std::vector<std::string> entries) : entries_{std::move(entries)} {}

  // The value of the first entry of that name, which is the one that getenv(3) finds.
  std::optional<std::string> find(std::string_view name) const;
  // Replaces the first entry in its place and removes its duplicates; adds one at the end when there is none.
  void set(std::string_view name, std::string_view value);
  void unset(std::string_view name);

  const std::vector<std::string>& entries() const { return entries_; }

 private:
  std::vector<std::string> entries_;
};

// True for what can be the name of a variable: not empty, without "=" and NUL.
bool is_variable_name(std::string_view name);

}  // namespace jeden::config
