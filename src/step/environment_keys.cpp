#include "step/environment_keys.hpp"

#include <algorithm>
#include <utility>

#include "base/name_pattern.hpp"
#include "base/text.hpp"

namespace jeden::step {
namespace {

class Mapping {
 public:
  explicit Mapping(const base::Record& action)
      : prefix_{action.get("env_prefix")},
        section_separator_{action.get("env_section_separator")},
        case_{action.get("env_case")},
        empty_{action.get("env_empty")},
        section_{action.get("section")} {
    for (const auto& [name, value] : action.fields) {
      if (name == "env_except") except_.push_back(value);
      if (name == "env_replace") replace_.emplace_back(value, "");
      if (name == ".with" && !replace_.empty()) replace_.back().second = value;
    }
    std::stable_sort(replace_.begin(), replace_.end(), [](const auto& one, const auto& other) {
      return one.first.size() > other.first.size();
    });
  }

  bool takes(const std::string& name) const {
    return name.size() > prefix_.size() && name.starts_with(prefix_) && !base::fits_any(name, except_);
  }

  keys::Edit edit(std::string_view name, std::string_view value) const {
    keys::Edit edit;
    edit.section = section_;
    name.remove_prefix(prefix_.size());
    const std::size_t end =
        section_separator_.empty() ? std::string_view::npos : name.find(section_separator_);
    if (end != std::string_view::npos) {
      edit.section = rewritten(name.substr(0, end));
      name.remove_prefix(end + section_separator_.size());
    }
    edit.key = rewritten(name);
    if (value.empty() && empty_ == "remove")
      edit.kind = keys::Edit::Kind::remove;
    else
      edit.values.push_back({std::string{value}, false});
    return edit;
  }

  bool skips(std::string_view value) const { return value.empty() && empty_ == "skip"; }

 private:
  std::string rewritten(std::string_view text) const {
    std::string result;
    while (!text.empty()) {
      const auto rule = std::find_if(replace_.begin(), replace_.end(),
                                     [&](const auto& each) { return text.starts_with(each.first); });
      if (rule != replace_.end()) {
        result += rule->second;
        text.remove_prefix(rule->first.size());
        continue;
      }
      result += in_case(text[0]);
      text.remove_prefix(1);
    }
    return result;
  }

  char in_case(char c) const {
    return case_ == "lower" ? base::lower(c) : case_ == "upper" ? base::upper(c) : c;
  }

  std::string prefix_, section_separator_, case_, empty_, section_;
  std::vector<std::string> except_;
  std::vector<std::pair<std::string, std::string>> replace_;
};

}  // namespace

std::vector<keys::Edit> environment_keys(const base::Record& action,
                                         const std::vector<std::string>& environment) {
  std::vector<keys::Edit> edits;
  if (!action.find("env_prefix")) return edits;
  const Mapping mapping{action};
  std::vector<std::string> sorted{environment};
  std::sort(sorted.begin(), sorted.end());
  for (const std::string& entry : sorted) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos) continue;
    const std::string name = entry.substr(0, equals), value = entry.substr(equals + 1);
    if (mapping.takes(name) && !mapping.skips(value)) edits.push_back(mapping.edit(name, value));
  }
  return edits;
}

}  // namespace jeden::step
