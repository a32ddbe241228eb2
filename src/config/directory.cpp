#include "config/directory.hpp"

#include <array>

#include "base/record.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"
#include "config/steps.hpp"

namespace jeden::config {
namespace {

constexpr std::array<std::string_view, 5> companions{"handlers", "required", "sort", "history", "on_changed"};

void add_command(const Value& words, std::string_view suffix, base::Record& record, Loading& loading) {
  if (words.items.empty())
    loading.faults.error(words.span, "the handler of " + std::string{suffix} + " names no program");
  record.fields.emplace_back("handling", "command");
  for (const Value& word : words.items)
    if (!word.wrong) record.fields.emplace_back("word", to_text(word));
}

void add_handler(const Entry& entry, base::Record& record, Loading& loading) {
  record.fields.emplace_back("handler", entry.key == "*" ? "" : entry.key);
  const Value& value = entry.value;
  if (value.type == Type::list) return add_command(value, entry.key, record, loading);
  const std::string title = "the handler of " + entry.key;
  std::string used;
  for (const std::string_view way : {"run", "execute", "environment", "ignore"}) {
    if (value.find(way) == nullptr) continue;
    if (!used.empty())
      loading.faults.error(key_span(value, way), title + " has both " + used + " and " + std::string{way});
    used = way;
  }
  if (used.empty())
    loading.faults.missing(value.span, title + " does nothing",
                           "it needs one of run, execute, environment and ignore");
  if (used != "run" && !used.empty()) record.fields.emplace_back("handling", used);
  if (const Value* run = usable(value, "run")) add_command(*run, entry.key, record, loading);
  for (const std::string_view key : {"pass", "decompress"}) {
    if (value.find(key) == nullptr) continue;
    if (used != "run") loading.faults.error(key_span(value, key), std::string{key} + " belongs to run");
    record.fields.emplace_back(key, text_or(value, key, ""));
  }
  if (value.find("decompress") != nullptr && text_or(value, "pass", "stdin") == "path")
    loading.faults.error(key_span(value, "decompress"),
                         "what is unpacked has no path: it comes on standard input");
}

}  // namespace

void read_directory(const Value& hook, const std::string& title, core::Unit& unit, Loading& loading) {
  if (has_command(hook) || hook.find("wait") != nullptr || has_step(hook))
    loading.faults.error(key_span(hook, "directory"), title + " has both directory and something else to do",
                         "a hook of its own for each");
  if (hook.find("stdin") != nullptr)
    loading.faults.error(key_span(hook, "stdin"), "stdin does not belong to directory");
  if (hook.find("on_changed") != nullptr && hook.find("history") == nullptr)
    loading.faults.error(key_span(hook, "on_changed"), "on_changed belongs to history");
  std::string path = text_or(hook, "directory", "");
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  base::Record record{"scripts",
                      {{"path", path},
                       {"sort", text_or(hook, "sort", "name")},
                       {"history", text_or(hook, "history", "")},
                       {"on_changed", text_or(hook, "on_changed", "fail")}}};
  if (flag_of(hook, "required")) record.fields.emplace_back("required", "");
  for (const std::string& name : texts_of(hook, "exports")) record.fields.emplace_back("export", name);
  const Value* handlers = usable(hook, "handlers");
  if (handlers != nullptr)
    for (const Entry& entry : handlers->entries)
      if (!entry.value.wrong) add_handler(entry, record, loading);
  if (handlers == nullptr || handlers->find(".sh") == nullptr) {
    record.fields.emplace_back("handler", ".sh");
    record.fields.emplace_back("handling", "execute");
  }
  unit.program.own_binary = true;
  unit.program.words = {"jeden", "step", "--unit", unit.name};
  unit.program.input = base::encode({record});
}

void check_directory_keys(const Value& hook, Loading& loading) {
  if (hook.find("directory") != nullptr) return;
  for (const std::string_view key : companions)
    if (hook.find(key) != nullptr)
      loading.faults.error(key_span(hook, key), std::string{key} + " belongs to directory");
}

}  // namespace jeden::config
