#include "config/hook.hpp"

#include <algorithm>
#include <array>

#include "config/arguments.hpp"
#include "config/conditions.hpp"
#include "config/directory.hpp"
#include "config/exports.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"
#include "config/roles.hpp"
#include "config/steps.hpp"
#include "config/waits.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

core::Stage stage_of(const Value& table) {
  const std::string stage = text_or(table, "stage", "start");
  if (stage == "ready") return core::Stage::ready;
  if (stage == "stop") return core::Stage::stop;
  return stage == "end" ? core::Stage::end : core::Stage::start;
}

void read_conditions(const Value& table, core::Unit& unit, Loading& loading) {
  using Look = core::FileCondition::Look;
  struct Kind {
    std::string_view key;
    bool must_hold;
    Look look;
  };
  constexpr std::array kinds{
      Kind{"if_exists", true, Look::exists},     Kind{"unless_exists", false, Look::exists},
      Kind{"if_mounted", true, Look::mounted},   Kind{"unless_mounted", false, Look::mounted},
      Kind{"if_writable", true, Look::writable}, Kind{"unless_writable", false, Look::writable}};
  for (const Kind& kind : kinds)
    for (const std::string& path : texts_of(table, kind.key))
      unit.file_conditions.push_back({path, kind.must_hold, kind.look});
  if (!environment_allows(table, loading)) unit.skip = true;
  const Value* command = usable(table, "if_command");
  if (command == nullptr) return;
  std::vector<std::string> words = texts_of(table, "if_command");
  if (command->type == Type::text) {
    words.clear();
    for (const std::string_view word : split_blanks(command->text)) words.emplace_back(word);
  }
  if (words.empty() || words[0].empty()) loading.faults.error(command->span, "if_command names no program");
  check_words(words, *command, Environment{unit.program.environment}, loading);
  unit.condition = unit.program;
  unit.condition->own_binary = false;
  unit.condition->input.clear();
  unit.condition->words = std::move(words);
}

void read_wait(const Value& table, const std::string& title, core::Unit& unit, Loading& loading) {
  const Value* wait = usable(table, "wait");
  if (has_command(table))
    loading.faults.error(key_span(table, "wait"), title + " has both a wait and a command",
                         "a hook of its own for the wait runs before this one");
  if (wait != nullptr && wait->type == Type::list && wait->items.empty())
    loading.faults.error(wait->span, "wait names no URL");
  const base::Millis timeout = duration_of(table, "timeout").value_or(usual_wait);
  const core::Settings settings = unit.program.settings;
  std::vector<std::string> environment = std::move(unit.program.environment);
  unit.program = make_wait(table, unit.name, timeout, loading);
  unit.program.settings = settings;
  unit.program.environment = std::move(environment);
  unit.is_wait = true;
  unit.timeout = timeout == for_ever ? std::nullopt : std::optional{timeout + wait_guard};
}

void read_schedule(const Value& table, const std::string& title, core::Unit& unit, Loading& loading) {
  const auto every = duration_of(table, "every");
  const auto cron = text_of(table, "cron");
  if (every && cron)
    loading.faults.error(key_span(table, "cron"), title + " has both every and cron",
                         "one of them says when it runs");
  if (!every && !cron) {
    if (table.find("jitter") != nullptr)
      loading.faults.error(key_span(table, "jitter"), "jitter belongs to every or cron");
    return;
  }
  if (unit.stage == core::Stage::stop || unit.stage == core::Stage::end)
    loading.faults.error(key_span(table, "stage"),
                         "a scheduled hook runs while main is ready, not in the shutdown");
  unit.stage = core::Stage::ready;
  unit.schedule = core::Schedule{every.value_or(base::Millis{0}), cron.value_or(""),
                                 duration_of(table, "jitter").value_or(base::Millis{0})};
}

void read_attempts(const Value& table, core::Unit& unit) {
  unit.retries = static_cast<unsigned>(integer_of(table, "retries").value_or(0));
  unit.backoff = duration_of(table, "backoff").value_or(unit.backoff);
  unit.backoff_max = duration_of(table, "backoff_max").value_or(std::max(unit.backoff, unit.backoff_max));
  if (text_or(table, "on_failure", "stop") == "warn") unit.on_failure = core::OnFailure::warn;
}

}  // namespace

core::Unit read_hook(const Value& table, std::size_t number, Loading& loading) {
  core::Unit unit;
  unit.name = text_or(table, "name", "hook-" + std::to_string(number));
  unit.kind = core::UnitKind::hook;
  unit.stage = stage_of(table);
  const std::string title = "hook " + unit.name;
  unit.program = read_program(table, {title, core::Stream::To::null}, loading);
  unit.timeout = limit_of(table, "timeout");
  if (table.find("wait") != nullptr && !has_step(table) && table.find("directory") == nullptr) {
    read_wait(table, title, unit, loading);
  } else {
    for (const std::string_view only : {"interval", "fail_fast"})
      if (table.find(only) != nullptr)
        loading.faults.error(key_span(table, only),
                             std::string{only} + " belongs to a wait, and " + title + " is none");
    if (table.find("directory") != nullptr)
      read_directory(table, title, unit, loading);
    else if (has_step(table))
      read_step(table, title, unit, loading);
    else if (has_command(table))
      add_options(table, Environment{unit.program.environment}, unit.program.words, loading);
    else
      loading.faults.missing(
          table.span, title + " does nothing",
          "it needs one of run, script, wait, directory, files, templates, settings and secrets");
  }
  check_directory_keys(table, loading);
  if (table.find("options_from") != nullptr && !has_command(table))
    loading.faults.error(key_span(table, "options_from"),
                         "options_from belongs to a command, and " + title + " has none");
  if (!has_command(table) && table.find("descriptors") != nullptr)
    loading.faults.error(key_span(table, "descriptors"), "descriptors belongs to a program that is run");
  read_attempts(table, unit);
  const std::string on_upgrade = text_or(table, "on_upgrade", "skip");
  if (on_upgrade == "run") unit.on_upgrade = core::OnUpgrade::run;
  if (on_upgrade == "only") unit.on_upgrade = core::OnUpgrade::only;
  read_conditions(table, unit, loading);
  // A condition may be there because the URL makes no sense without the variable.
  if (unit.is_wait && !unit.skip && is_of_role(table, loading))
    check_urls(table, Environment{unit.program.environment}, loading);
  read_schedule(table, title, unit, loading);
  read_exports(table, title, unit, loading);
  return unit;
}

}  // namespace jeden::config
