#include "config/variables.hpp"

#include <regex.h>

#include <algorithm>

#include "config/reading.hpp"
#include "config/secret_file.hpp"
#include "config/validate.hpp"

namespace jeden::config {
namespace {

constexpr std::string_view usual_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

bool matches(const std::string& pattern, const std::string& text) {
  regex_t expression;
  const std::string whole = "^(" + pattern + ")$";
  if (::regcomp(&expression, whole.c_str(), REG_EXTENDED | REG_NOSUB) != 0) return true;
  const bool found = ::regexec(&expression, text.c_str(), 0, nullptr, 0) == 0;
  ::regfree(&expression);
  return found;
}

class Variables {
 public:
  Variables(Value& env, Loading& loading) : env_{env}, loading_{loading}, state_(env.entries.size()) {}

  void apply() {
    for (std::size_t i = 0; i < env_.entries.size(); ++i) evaluate(i);
    report_missing();
  }

 private:
  enum class State : std::uint8_t { waiting, running, done };

  void evaluate(std::size_t index) {
    if (state_[index] != State::waiting) return;
    state_[index] = State::running;
    Entry& entry = env_.entries[index];
    const Table& table = *root_table().find("env")->table;
    expand_value(
        entry.value, *table.any, [this](std::string_view name) { return look_up(name); }, loading_.faults);
    loading_.own_variables.insert(entry.key);
    if (!is_variable_name(entry.key))
      loading_.faults.error(entry.span, "a variable's name is not empty and has no \"=\" and no NUL");
    else if (!entry.value.wrong)
      decide(entry);
    state_[index] = State::done;
  }

  Variable look_up(std::string_view name) {
    for (std::size_t i = 0; i < env_.entries.size(); ++i)
      if (env_.entries[i].key == name) evaluate(i);
    return loading_.find(name);
  }

  void decide(Entry& entry) {
    if (entry.value.type == Type::text) {
      if (!loading_.environment.find(entry.key)) set(entry.key, entry.value);
      return;
    }
    const Value& rules = entry.value;
    if (!check_combination(entry)) return;
    if (flag_of(rules, "unset")) return loading_.environment.unset(entry.key);
    if (flag_of(rules, "forget")) loading_.forgotten.insert(entry.key);
    if (flag_of(rules, "from_file")) take_from_file(entry.key, entry.span, loading_);
    if (const Value* value = usable(rules, "value")) set(entry.key, *value);
    const Value* initial = usable(rules, "default");
    const bool found = loading_.environment.find(entry.key).has_value();
    if (!found && initial != nullptr) set(entry.key, *initial);
    if (!found && initial == nullptr && flag_of(rules, "required") && !loading_.missing.contains(entry.key))
      missing_.push_back(&entry), loading_.missing.insert(entry.key);
    check_value(entry, found ? nullptr : initial);
    join(entry);
  }

  // Contradictions within one table are errors of the file.
  bool check_combination(const Entry& entry) {
    const Value& rules = entry.value;
    const auto conflict = [&](std::string_view one, std::string_view other) {
      if (rules.find(one) == nullptr || rules.find(other) == nullptr) return false;
      loading_.faults.error(key_span(rules, other), std::string{one} + " and " + std::string{other} +
                                                        " contradict each other for " + entry.key);
      return true;
    };
    if (flag_of(rules, "unset"))
      for (const std::string_view other : {"default", "value", "required", "prepend", "append", "from_file"})
        if (conflict("unset", other)) return false;
    for (const std::string_view other : {"default", "required", "from_file"})
      if (conflict("value", other)) return false;
    return true;
  }

  void set(const std::string& name, const Value& value) {
    if (value.unknown)
      loading_.missing.insert(name);  // what it refers to has been reported
    else
      loading_.environment.set(name, value.text);
  }

  // A default that its own rules refuse is an error of the file; what the container sets is a fact.
  void check_value(const Entry& entry, const Value* initial) {
    const auto value = loading_.environment.find(entry.key);
    if (!value) return;
    const Value& rules = entry.value;
    // The value is not repeated where it may be a secret.
    const std::string shown =
        flag_of(rules, "from_file") ? entry.key : entry.key + " is \"" + *value + "\", which";
    const auto fail = [&](const std::string& message, std::string hint) {
      if (initial != nullptr)
        loading_.faults.error(initial->span, "the default of " + message, std::move(hint));
      else
        loading_.faults.absent(entry.span, message, std::move(hint));
    };
    const std::vector<std::string> allowed = texts_of(rules, "one_of");
    if (usable(rules, "one_of") != nullptr &&
        std::find(allowed.begin(), allowed.end(), *value) == allowed.end()) {
      std::string list;
      for (const std::string& word : allowed) list += (list.empty() ? "" : ", ") + word;
      fail(shown + " is not one of " + list, {});
    }
    if (const auto pattern = text_of(rules, "pattern"); pattern && !matches(*pattern, *value))
      fail(shown + " does not match " + *pattern, {});
  }

  void join(const Entry& entry) {
    const Value& rules = entry.value;
    if (rules.find("prepend") == nullptr && rules.find("append") == nullptr) return;
    std::vector<std::string> parts = texts_of(rules, "prepend");
    auto current = loading_.environment.find(entry.key);
    if (!current && entry.key == "PATH") current = usual_path;
    if (current && !current->empty()) parts.push_back(*current);
    for (std::string& part : texts_of(rules, "append")) parts.push_back(std::move(part));
    const std::string separator = text_or(rules, "separator", ":");
    std::string joined;
    for (std::size_t i = 0; i < parts.size(); ++i) joined += (i == 0 ? "" : separator) + parts[i];
    loading_.environment.set(entry.key, joined);
  }

  void report_missing() {
    if (missing_.empty()) return;
    std::string names, files;
    for (const Entry* entry : missing_) {
      names += (names.empty() ? "" : ", ") + entry->key;
      if (flag_of(entry->value, "from_file")) files += (files.empty() ? "" : ", ") + entry->key + "_FILE";
    }
    loading_.faults.absent(missing_.front()->span,
                           missing_.size() == 1 ? "required variable " + names + " is not set"
                                                : "required variables are not set: " + names,
                           files.empty() ? "" : "a file with the value can be named by " + files);
  }

  Value& env_;
  Loading& loading_;
  std::vector<State> state_;
  std::vector<const Entry*> missing_;
};

}  // namespace

void apply_variables(Value& env, Loading& loading) {
  Variables{env, loading}.apply();
}

}  // namespace jeden::config
