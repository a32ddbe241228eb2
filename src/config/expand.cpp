#include "config/expand.hpp"

#include "base/text.hpp"
#include "config/arithmetic.hpp"
#include "facts/facts.hpp"

namespace jeden::config {
namespace {

constexpr unsigned deepest_default = 16;

// A dot is in the names of what the container says about itself ("jeden.cpus").
bool is_reference_character(char c) {
  return base::is_name_character(c) || c == '.';
}

// Where the brace that closes a reference stands; npos when there is none. `text` starts behind the opening
// "${".
std::size_t closing_brace(std::string_view text) {
  unsigned depth = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '$' && at + 1 < text.size() && text[at + 1] == '$')
      ++at;
    else if (text[at] == '$' && at + 1 < text.size() && text[at + 1] == '{')
      ++depth;
    else if (text[at] == '}' && --depth == 0)
      return at;
  }
  return std::string_view::npos;
}

class Expander {
 public:
  Expander(Value& value, const Lookup& lookup, Faults& faults)
      : value_{value}, lookup_{lookup}, faults_{faults} {}

  std::string expand(std::string_view text, unsigned depth) {
    std::string result;
    while (!text.empty() && !value_.wrong) {
      const std::size_t dollar = std::min(text.find('$'), text.size());
      result += text.substr(0, dollar);
      text.remove_prefix(dollar);
      if (text.starts_with("$$")) {
        result += '$';
        text.remove_prefix(2);
      } else if (text.starts_with("${")) {
        const std::size_t end = closing_brace(text.substr(2));
        if (end == std::string_view::npos || depth > deepest_default) {
          malformed(text,
                    end == std::string_view::npos ? "\"${\" without a \"}\"" : "references nested too deeply",
                    "write $$ for a dollar");
          break;
        }
        result += reference(text.substr(0, end + 3), text.substr(2, end), depth);
        text.remove_prefix(end + 3);
      } else if (!text.empty()) {
        result += '$';
        text.remove_prefix(1);
      }
    }
    return result;
  }

 private:
  void malformed(std::string_view where, std::string message, std::string hint) {
    faults_.error(faults_.locate(value_.span, where), std::move(message), std::move(hint));
    value_.wrong = true;
  }

  // `whole` is "${...}" for the caret, `inner` what stands between the braces.
  std::string reference(std::string_view whole, std::string_view inner, unsigned depth) {
    std::size_t length = 0;
    while (length < inner.size() && is_reference_character(inner[length])) ++length;
    const std::string_view name = inner.substr(0, length);
    std::string_view rest = inner.substr(length);
    std::string_view operations;
    if (name.starts_with(facts::prefix) && !rest.empty() && rest[0] != ':') {
      operations = rest.substr(0, rest.find(':'));
      rest.remove_prefix(operations.size());
    }
    const bool has_default = rest.starts_with(":-"), must_be = rest.starts_with(":?");
    if (name.empty() || base::is_digit(name[0]) || (!rest.empty() && !has_default && !must_be)) {
      malformed(whole, "malformed reference " + std::string{whole},
                "write ${NAME}, ${NAME:-default} or ${NAME:?message}; $$ is a dollar");
      return {};
    }
    Variable variable = lookup_(name);
    if (variable.value && !operations.empty()) {
      variable.value = calculate(*variable.value, operations);
      if (!variable.value)
        malformed(whole, "this cannot be calculated: " + std::string{whole},
                  "a number with *N, *N%, /N, +N or -N behind it, from left to right");
      return variable.value.value_or("");
    }
    if (variable.value && (rest.empty() || !variable.value->empty())) return std::move(*variable.value);
    if (has_default && variable.fault.empty()) return expand(rest.substr(2), depth + 1);
    if (!variable.fault.empty()) {
      faults_.error(faults_.locate(value_.span, whole), variable.fault, variable.hint);
    } else if (!variable.reported) {
      const bool has_message = must_be && rest.size() > 2;
      const std::string state = std::string{name} + (variable.value ? " is empty" : " is not set");
      const std::string message =
          has_message ? std::string{name} + ": " + expand(rest.substr(2), depth + 1) : state;
      faults_.absent(
          faults_.locate(value_.span, whole), message,
          has_message ? state : "write ${" + std::string{name} + ":-default} if it may be missing");
    }
    value_.unknown = true;
    return std::string{whole};
  }

  Value& value_;
  const Lookup& lookup_;
  Faults& faults_;
};

}  // namespace

void expand_text(Value& value, const Lookup& lookup, Faults& faults) {
  if (value.text.find('$') == std::string::npos) return;
  const std::string text = value.text;
  value.text = Expander{value, lookup, faults}.expand(text, 0);
}

void expand_value(Value& value, const Key& key, const Lookup& lookup, Faults& faults) {
  if (value.wrong || key.expansion == Expansion::keep) return;
  if (value.type == Type::text) expand_text(value, lookup, faults);
  for (Value& item : value.items) expand_value(item, key, lookup, faults);
  if (value.type == Type::table && key.table != nullptr) expand_table(value, *key.table, lookup, faults);
}

void expand_table(Value& value, const Table& table, const Lookup& lookup, Faults& faults) {
  for (Entry& entry : value.entries)
    if (const Key* key = table.find(entry.key)) expand_value(entry.value, *key, lookup, faults);
}

}  // namespace jeden::config
