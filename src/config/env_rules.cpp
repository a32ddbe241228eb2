#include "config/env_rules.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "config/conditions.hpp"
#include "config/reading.hpp"

namespace jeden::config {
namespace {

constexpr std::array<std::string_view, 5> kinds{"all_of", "together", "exactly_one", "at_least_one",
                                                "at_most_one"};

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) base::append(text, name);
  return text;
}

bool is_there(const std::string& path, const Loading& loading) {
  return ::access((loading.surroundings.root + path).c_str(), F_OK) == 0;
}

bool applies(const Value& rule, Loading& loading) {
  if (!environment_allows(rule, loading)) return false;
  const std::vector<std::string> all = texts_of(rule, "if_exists"), none = texts_of(rule, "unless_exists");
  const auto there = [&](const std::string& path) { return is_there(path, loading); };
  return std::all_of(all.begin(), all.end(), there) && std::none_of(none.begin(), none.end(), there);
}

// What is wrong; empty when nothing is.
std::string objection(std::string_view kind, const std::vector<std::string>& names,
                      const std::vector<std::string>& set, const std::vector<std::string>& unset) {
  const std::string are = set.size() == 1 ? " is" : " are", found = listed(set) + are;
  if (kind == "all_of" && !unset.empty())
    return "these variables have to be set, and are not: " + listed(unset);
  if (kind == "together" && !set.empty() && !unset.empty())
    return listed(names) + " go together: " + found + " set, " + listed(unset) +
           (unset.size() == 1 ? " is" : " are") + " not";
  if (kind == "exactly_one" && set.size() != 1)
    return "exactly one of " + listed(names) + " has to be set, and " + (set.empty() ? "none is" : found);
  if (kind == "at_least_one" && set.empty())
    return "at least one of " + listed(names) + " has to be set, and none is";
  if (kind == "at_most_one" && set.size() > 1)
    return "at most one of " + listed(names) + " may be set, and " + found;
  return {};
}

void check_rule(const Value& rule, Loading& loading) {
  std::string_view used;
  for (const std::string_view kind : kinds) {
    if (rule.find(kind) == nullptr) continue;
    if (!used.empty())
      loading.faults.error(key_span(rule, kind),
                           "one rule has both " + std::string{used} + " and " + std::string{kind},
                           "a table [[env_rule]] for each");
    used = kind;
  }
  if (used.empty())
    return loading.faults.missing(rule.span, "this rule says nothing",
                                  "it needs one of all_of, together, exactly_one, at_least_one, at_most_one");
  const std::vector<std::string> names = texts_of(rule, used);
  std::vector<std::string> set, unset;
  for (const std::string& name : names) {
    if (loading.missing.contains(name)) return;  // that has been reported
    (loading.environment.find(name).value_or("").empty() ? unset : set).push_back(name);
  }
  if (!applies(rule, loading)) return;
  if (const std::string text = objection(used, names, set, unset); !text.empty())
    loading.faults.absent(key_span(rule, used), text, text_or(rule, "help", ""));
}

}  // namespace

void check_env_rules(const Value& root, Loading& loading) {
  for (const Value* rule : items_of(root, "env_rule")) check_rule(*rule, loading);
}

}  // namespace jeden::config
