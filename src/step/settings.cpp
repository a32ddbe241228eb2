#include <unistd.h>

#include <cerrno>

#include "base/file.hpp"
#include "keys/edit.hpp"
#include "process/environment.hpp"
#include "step/environment_keys.hpp"
#include "step/owner.hpp"
#include "step/texts.hpp"
#include "step/write.hpp"

namespace jeden::step {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// A number as JSON writes it, so that YAML and JSON mean the same by it.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    std::string_view power = text.substr(exponent + 1);
    if (power.starts_with('-') || power.starts_with('+')) power.remove_prefix(1);
    if (!is_digits(power)) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (point != std::string_view::npos && !is_digits(text.substr(point + 1))) return false;
  return is_digits(whole) && (whole.size() == 1 || whole[0] != '0');
}

std::vector<keys::Edit> edits_of(const base::Record& action) {
  using Kind = keys::Edit::Kind;
  std::vector<keys::Edit> edits;
  for (const auto& [name, value] : action.fields) {
    const Kind kind = name == "append" ? Kind::append : name == "remove" ? Kind::remove : Kind::set;
    if (name == "set" || kind != Kind::set)
      edits.push_back({kind, std::string{action.get("section")}, value, {}, false});
    if (edits.empty()) continue;
    if (name == ".list") edits.back().list = true;
    if (name == ".text" || name == ".raw") edits.back().values.push_back({value, name == ".raw"});
  }
  for (keys::Edit& edit : environment_keys(action, process::own_environment()))
    edits.push_back(std::move(edit));
  if (action.find("typed"))
    for (keys::Edit& edit : edits)
      for (keys::Value& value : edit.values)
        value.raw = value.raw || value.text == "true" || value.text == "false" || value.text == "null" ||
                    is_number(value.text);
  return edits;
}

keys::Style style_of(const base::Record& action) {
  keys::Style style;
  const std::string_view quoting = action.get("quoting");
  if (quoting == "double") style.quoting = keys::Quoting::doubled;
  if (quoting == "single") style.quoting = keys::Quoting::single;
  if (quoting == "verbatim") style.quoting = keys::Quoting::verbatim;
  if (const auto separator = action.find("separator")) style.separator = *separator;
  return style;
}

}  // namespace

Outcome edit_settings(const base::Record& action, Run run) {
  const std::string path{action.get("path")};
  const auto format = keys::parse_format(action.get("format"));
  if (!format) return failed("no format for " + path);
  std::string content;
  bool missing = false;
  if (const auto error = base::read_file(path, content, largest_file)) {
    missing = error.value() == ENOENT;
    if (missing && !action.find("create"))
      return failed(path + " does not exist: is it mounted? With create = true it is made");
    if (!missing) return failed(refusal("read", path, error.value()));
  }
  const Target target = target_of(action, path, 0644);
  if (auto left = left_alone(target)) return std::move(*left);
  const keys::Edited edited = keys::edit(*format, content, edits_of(action), style_of(action));
  if (!edited.error.empty()) return failed("cannot edit " + path + ": " + edited.error);
  if (missing && edited.changes.empty()) return unchanged(path + " would be empty, and is not made");
  if (edited.text.size() > largest_file)
    return failed("cannot edit " + path + ": it would be longer than 1 MiB");
  Outcome outcome = write_file(target, edited.text, run);
  if (outcome.kind != Outcome::Kind::changed || edited.changes.empty()) return outcome;
  std::string list;
  for (const std::string& change : edited.changes) list += (list.empty() ? ": " : ", ") + change;
  outcome.text += list;
  return outcome;
}

}  // namespace jeden::step
