#include "config/exports.hpp"

#include "config/environment.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"

namespace jeden::config {
namespace {

void check_name(const Value& name, std::string_view key, Loading& loading) {
  if (name.unknown) return;
  if (!is_variable_name(name.text))
    loading.faults.error(name.span, std::string{key} + " names no variable");
  else if (name.text == "PATH")
    loading.faults.error(name.span, "PATH is known before anything starts, and stays so",
                         "PATH = { prepend = \"...\" } in [env]");
}

void read_capture(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading) {
  const Value* name = usable(hook, "capture");
  if (name == nullptr) return;
  check_name(*name, "capture", loading);
  if (!has_command(hook))
    loading.faults.error(key_span(hook, "capture"),
                         "capture belongs to run or script, and " + title + " has neither");
  for (const std::string_view other : {"stdout", "log", "exports"})
    if (hook.find(other) != nullptr)
      loading.faults.error(key_span(hook, other), std::string{other} + " and capture contradict each other");
  if (text_or(hook, "stderr", "") == "stdout")
    loading.faults.error(key_span(hook, "stderr"), "what is captured is standard output alone");
  unit.capture = text_or(hook, "capture", "");
}

}  // namespace

void read_exports(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading) {
  read_capture(hook, title, unit, loading);
  if (hook.find("exports") != nullptr && !has_command(hook) && hook.find("directory") == nullptr)
    loading.faults.error(key_span(hook, "exports"),
                         "exports belongs to directory, run or script, and " + title + " has none");
  for (const Value* name : items_of(hook, "exports")) check_name(*name, "exports", loading);
  unit.exports = texts_of(hook, "exports");
  constexpr int export_descriptor = 3;
  for (const core::Text& text : unit.program.texts)
    if (!unit.exports.empty() && text.descriptor == export_descriptor)
      loading.faults.error(key_span(hook, "exports"), "descriptor 3 has two uses, exports and a text");
  const bool at_start = unit.stage == core::Stage::start && !unit.schedule;
  for (const std::string_view key : {"capture", "exports"})
    if (hook.find(key) != nullptr && !at_start)
      loading.faults.error(key_span(hook, key),
                           std::string{key} + " belongs to a hook of stage start: main has its environment");
}

}  // namespace jeden::config
