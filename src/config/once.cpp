#include "config/once.hpp"

#include <set>

#include "base/path.hpp"
#include "base/record.hpp"
#include "config/form.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"
#include "config/settings.hpp"

namespace jeden::config {
namespace {

constexpr base::Millis usual_wait_for_lock{600'000}, longest_preparation{600'000};

void check_path(std::string_view key, const Value& item, Loading& loading) {
  if (!item.unknown && !item.text.starts_with('/'))
    loading.faults.error(item.span, std::string{key} + " has to be an absolute path");
}

void check_data(const Value& table, const std::string& title, Loading& loading) {
  for (const Value* item : items_of(table, "data")) {
    check_path("data", *item, loading);
    if (!item->unknown && item->text.find_first_not_of('/') == std::string::npos)
      loading.faults.error(item->span, "data cannot be the root directory");
  }
  if (text_or(table, "on_incomplete", "fail") == "clean" && items_of(table, "data").empty())
    loading.faults.missing(key_span(table, "on_incomplete"), title + " cannot be cleaned: data is missing",
                           "data = \"/var/lib/...\": the directory that the hooks fill");
}

// Groups that wait for each other must not wait for each other's lock. A directory is nobody's file, so that
// a second group there gets a file.
std::string read_lock(const Value& table, const std::string& title, const std::string& marker,
                      std::set<std::string>& locks, Loading& loading) {
  std::string lock = base::without_slashes(text_or(table, "lock", base::parent_of(marker)));
  if (locks.insert(lock).second) return lock;
  if (const Value* own = usable(table, "lock"))
    loading.faults.error(own->span, "the lock of " + title + " is another group's too", "each has its own");
  lock = marker + ".lock";
  locks.insert(lock);
  return lock;
}

base::Record read_record(const std::string& name, const Value& table, std::set<std::string>& locks,
                         Loading& loading) {
  const std::string title = "[once." + name + "]";
  if (table.find("marker") == nullptr)
    loading.faults.missing(table.span, title + " has no marker",
                           "marker = \"/var/lib/.../.jeden-" + name + "\": a file on the volume");
  for (const std::string_view key : {"marker", "lock", "note"})
    if (const Value* value = usable(table, key)) check_path(key, *value, loading);
  check_data(table, title, loading);
  if (const Value* command = usable(table, "done_if_command")) {
    if (command->items.empty()) loading.faults.error(command->span, "done_if_command names no program");
    check_words(texts_of(table, "done_if_command"), *command, loading.environment, loading);
  }
  const std::string marker = base::without_slashes(text_or(table, "marker", "/"));
  const base::Millis wait = duration_of(table, "wait").value_or(usual_wait_for_lock);
  base::Record record{"once",
                      {{"path", marker},
                       {"name", name},
                       {"note", text_or(table, "note", marker + ".started")},
                       {"lock", read_lock(table, title, marker, locks, loading)},
                       {"version", text_or(table, "version", "")},
                       {"on_incomplete", text_or(table, "on_incomplete", "fail")},
                       {"wait", std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count())}}};
  for (const std::string& path : texts_of(table, "data"))
    record.fields.emplace_back("data", base::without_slashes(path));
  for (const std::string_view key : {"requires", "requires_any"})
    for (const std::string& condition : texts_of(table, key)) record.fields.emplace_back(key, condition);
  for (const std::string& path : texts_of(table, "done_if")) record.fields.emplace_back("done_if", path);
  for (const std::string& word : texts_of(table, "done_if_command"))
    record.fields.emplace_back("done_word", word);
  return record;
}

core::Program program_of(std::vector<std::string> words, const base::Record& record, const Value& table,
                         Loading& loading) {
  core::Program program;
  program.own_binary = true;
  program.words = std::move(words);
  program.input = base::encode({record});
  program.environment = loading.environment.entries();
  if (const auto user = read_user(table, loading)) program.settings.identity = user->identity;
  return program;
}

Draft read_gate(const std::string& name, const base::Record& record, const Entry& entry, Loading& loading) {
  core::Unit gate;
  gate.name = name + ".lock";
  gate.kind = core::UnitKind::service;
  gate.is_gate = gate.essential = true;
  gate.ready.by = core::ReadyBy::descriptor;
  gate.ready.descriptor = 3;
  gate.stop_to = core::SignalTarget::group;
  // Only a command can hang for ever: the lock has a limit of its own.
  if (record.find("done_word"))
    gate.ready.timeout = duration_of(entry.value, "wait").value_or(usual_wait_for_lock) + longest_preparation;
  gate.program = program_of({"jeden", "step", "--hold", "--unit", name}, record, entry.value, loading);
  return {std::move(gate), &entry.value, entry.span};
}

Draft read_end(const std::string& name, base::Record record, const Entry& entry, Loading& loading) {
  core::Unit end;
  end.name = name;
  end.on_upgrade = core::OnUpgrade::run;
  record.kind = "done";
  end.program = program_of({"jeden", "step", "--unit", name}, record, entry.value, loading);
  return {std::move(end), &entry.value, entry.span};
}

}  // namespace

std::vector<Draft> read_groups(const Value& root, Loading& loading) {
  std::vector<Draft> drafts;
  const Value* groups = usable(root, "once");
  if (groups == nullptr) return drafts;
  std::set<std::string> locks;
  for (const Entry& entry : groups->entries) {
    if (entry.value.wrong) continue;
    if (!is_unit_name(entry.key))
      loading.faults.error(entry.span, "a group cannot have this name", std::string{unit_name_rule});
    const base::Record record = read_record(entry.key, entry.value, locks, loading);
    const std::string name = "once." + entry.key;
    drafts.push_back(read_gate(name, record, entry, loading));
    drafts.push_back(read_end(name, record, entry, loading));
  }
  return drafts;
}

}  // namespace jeden::config
