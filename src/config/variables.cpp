#include "config/variables.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "config/found_path.hpp"
#include "config/reading.hpp"
#include "config/search_path.hpp"
#include "config/secret_file.hpp"
#include "config/validate.hpp"
#include "config/value_check.hpp"

namespace jeden::config {
namespace {

constexpr std::string_view usual_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// The names that people give to what nobody should read in a log.
bool sounds_secret(std::string_view name) {
  const std::string upper = base::upper(name);
  constexpr std::array<std::string_view, 7> words{"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET",
                                                  "TOKEN",    "_KEY",   "CREDENTIAL"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return upper.find(word) != std::string::npos; });
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
    running_.push_back(index);
    Entry& entry = env_.entries[index];
    loading_.own_variables.insert(entry.key);
    if (!is_variable_name(entry.key))
      loading_.faults.error(entry.span, "a variable's name is not empty and has no \"=\" and no NUL");
    else if (!entry.value.wrong)
      decide(entry);
    running_.pop_back();
    state_[index] = State::done;
  }

  Variable look_up(std::string_view name) {
    std::string cycle;
    for (std::size_t i = 0; i < env_.entries.size(); ++i) {
      if (env_.entries[i].key != name) continue;
      evaluate(i);
      if (state_[i] == State::running && running_.back() != i) cycle = cycle_from(i);
    }
    Variable variable = loading_.find(name);
    if (!variable.value && !cycle.empty()) {
      variable.fault = "these refer to each other: " + cycle;
      variable.hint = "one of them needs a value of its own";
    }
    return variable;
  }

  // "A -> B -> A", when what is being evaluated comes back to one whose turn is not over.
  std::string cycle_from(std::size_t index) const {
    std::string text;
    for (auto at = std::find(running_.begin(), running_.end(), index); at != running_.end(); ++at)
      text += env_.entries[*at].key + " -> ";
    return text + env_.entries[index].key;
  }

  void decide(Entry& entry) {
    const bool table = entry.value.type == Type::table;
    if (table && !check_combination(entry)) return expand(entry.value, true);
    if (table) read_given(entry);
    const bool given = loading_.environment.find(entry.key).has_value();
    expand(entry.value, given);
    if (entry.value.wrong) return;
    if (table) return apply_rules(entry, given);
    if (!given) set(entry.key, entry.value);
  }

  // A default that is not needed may refer to what is not set.
  void expand(Value& value, bool given) {
    const Table& table = *root_table().find("env")->table;
    const Lookup lookup = [this](std::string_view name) { return look_up(name); };
    const Lookup quiet = [this](std::string_view name) { return Variable{loading_.find(name).value, true}; };
    if (value.type != Type::table)
      return expand_value(value, *table.any, given ? quiet : lookup, loading_.faults);
    for (Entry& entry : value.entries) {
      const bool needed =
          !given || (entry.key != "default" && entry.key != "first_found" && entry.key != "from_command");
      if (const Key* key = table.any->table->find(entry.key))
        expand_value(entry.value, *key, needed ? lookup : quiet, loading_.faults);
    }
  }

  // The value that the container gives: under the variable's name, in a file, or under another name.
  void read_given(const Entry& entry) {
    const Value& rules = entry.value;
    const bool from_file = flag_of(rules, "from_file"), forget = flag_of(rules, "forget");
    if (forget) loading_.forgotten.insert(entry.key);
    const auto hide = [&](const std::string& name) {
      if (const auto value = loading_.environment.find(name); value && (from_file || forget))
        loading_.secrets.push_back(*value);
    };
    hide(entry.key);
    if (from_file) take_from_file(entry.key, entry.span, loading_);
    for (const std::string_view kind : {"alias", "deprecated"}) {
      for (const Value* item : items_of(rules, kind)) {
        const std::string& name = item->text;
        if (forget) loading_.forgotten.insert(name);
        if (from_file) take_from_file(name, item->span, loading_);
        hide(name);
        const std::string value = look_up(name).value.value_or("");
        if (value.empty()) continue;
        if (kind == "deprecated")
          loading_.faults.warning(item->span, name + " is deprecated: set " + entry.key + " instead",
                                  text_or(rules, "help", ""));
        if (loading_.environment.find(entry.key).value_or("").empty())
          loading_.environment.set(entry.key, value);
      }
    }
  }

  void apply_rules(const Entry& entry, bool given) {
    const Value& rules = entry.value;
    check_bounds(rules, loading_.faults);
    if (flag_of(rules, "unset")) return loading_.environment.unset(entry.key);
    if (const Value* refuse = usable(rules, "refuse"); refuse != nullptr && given)
      loading_.faults.absent(entry.span,
                             entry.key + " is set, which is not understood any more: " + refuse->text,
                             text_or(rules, "help", ""));
    if (const Value* value = usable(rules, "value")) {
      set(entry.key, *value);
      if (flag_of(rules, "forget")) loading_.secrets.push_back(value->text);
    }
    const Value* initial = given ? nullptr : usable(rules, "default");
    if (initial != nullptr) set(entry.key, *initial);
    if (!given && rules.find("from_command") != nullptr) ask(entry);
    if (!given && initial == nullptr)
      if (const auto path = first_found(texts_of(rules, "first_found"), loading_.surroundings.root))
        loading_.environment.set(entry.key, *path);
    if (!given && initial == nullptr && flag_of(rules, "required") && !loading_.environment.find(entry.key) &&
        loading_.missing.insert(entry.key).second)
      missing_.push_back(&entry);
    check_value(entry, initial);
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
    for (const std::string_view one : {"unset", "refuse"})
      for (const std::string_view other : {"default", "first_found", "from_command", "value", "required",
                                           "prepend", "append", "from_file", "alias", "deprecated"})
        if ((one == "refuse" || flag_of(rules, one)) && conflict(one, other)) return false;
    for (const std::string_view other :
         {"default", "first_found", "from_command", "required", "from_file", "alias", "deprecated"})
      if (conflict("value", other)) return false;
    return !conflict("default", "first_found") && !conflict("default", "from_command") &&
           !conflict("first_found", "from_command");
  }

  void set(const std::string& name, const Value& value) {
    if (value.unknown)
      loading_.missing.insert(name);  // what it refers to has been reported
    else
      loading_.environment.set(name, value.text);
  }

  void ask(const Entry& entry) {
    const Value* command = usable(entry.value, "from_command");
    if (command == nullptr) return;
    const auto fail = [&](const std::string& message) {
      loading_.faults.absent(command->span, message, text_or(entry.value, "help", ""));
      loading_.missing.insert(entry.key);
    };
    std::vector<std::string> words = texts_of(entry.value, "from_command");
    if (words.empty() || words[0].empty())
      return loading_.faults.error(command->span, "from_command names no program");
    const bool known = std::none_of(command->items.begin(), command->items.end(),
                                    [](const Value& word) { return word.unknown; });
    if (!known || !loading_.surroundings.ask) {
      loading_.missing.insert(entry.key);  // nothing can be said about it
      return;
    }
    look_up("PATH");
    const auto path = search_path(words[0], loading_.environment, loading_.surroundings.root);
    if (!path) return fail(words[0] + ", which gives " + entry.key + " its value, is not found");
    const std::string name = std::exchange(words[0], *path);
    const process::Answer answer = loading_.surroundings.ask(words, loading_.environment.entries());
    if (answer.stopped) return fail("stopped while " + name + " was asked for " + entry.key);
    if (!answer.error.empty())
      return fail(name + ", which gives " + entry.key + " its value, " + answer.error);
    loading_.environment.set(entry.key, answer.output);
    if (flag_of(entry.value, "forget")) loading_.secrets.push_back(answer.output);
  }

  // A default that its own rules refuse is an error of the file; what the container sets is a fact.
  void check_value(const Entry& entry, const Value* initial) {
    const auto value = loading_.environment.find(entry.key);
    if (!value) return;
    const Value& rules = entry.value;
    const std::string objection = objection_to(*value, rules);
    if (objection.empty()) return;
    // The value is not repeated where it may be a secret.
    const bool secret = flag_of(rules, "from_file") || flag_of(rules, "forget") || sounds_secret(entry.key);
    const std::string message =
        (secret ? entry.key : entry.key + " is \"" + *value + "\", which") + ' ' + objection;
    if (initial != nullptr)
      loading_.faults.error(initial->span, "the default of " + message, text_or(rules, "help", ""));
    else
      loading_.faults.absent(entry.span, message, text_or(rules, "help", ""));
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
    std::string names, files, help;
    for (const Entry* entry : missing_) {
      base::append(names, entry->key);
      if (flag_of(entry->value, "from_file")) base::append(files, entry->key + "_FILE");
      if (const auto text = text_of(entry->value, "help")) help += entry->key + ": " + *text + '\n';
    }
    if (!files.empty()) help += "a file with the value can be named by " + files;
    loading_.faults.absent(missing_.front()->span,
                           missing_.size() == 1 ? "required variable " + names + " is not set"
                                                : "required variables are not set: " + names,
                           help);
  }

  Value& env_;
  Loading& loading_;
  std::vector<State> state_;
  std::vector<std::size_t> running_;  // whose evaluation led to the last one's
  std::vector<const Entry*> missing_;
};

}  // namespace

void apply_variables(Value& env, Loading& loading) {
  Variables{env, loading}.apply();
}

}  // namespace jeden::config
