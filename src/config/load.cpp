#include "config/load.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/mask.hpp"
#include "config/command.hpp"
#include "config/env_rules.hpp"
#include "config/exec_mode.hpp"
#include "config/loading.hpp"
#include "config/locale.hpp"
#include "config/order.hpp"
#include "config/parse.hpp"
#include "config/program.hpp"
#include "config/reading.hpp"
#include "config/roles.hpp"
#include "config/secret_file.hpp"
#include "config/shutdown.hpp"
#include "config/units.hpp"
#include "config/user_database.hpp"
#include "config/validate.hpp"
#include "config/variables.hpp"

namespace jeden::config {
namespace {

class Loader {
 public:
  Loader(Value& root, Loading& loading, const CommandLine& command_line)
      : root_{root}, loading_{loading}, command_line_{command_line} {}

  core::Plan build() {
    check_structure(root_, root_table(), loading_.faults);
    use_ = decide_use(root_, command_line_.words, loading_);
    loading_.main_alone = use_.alone();
    check_roles(root_, loading_);
    const Severity strict = loading_.checking() ? Severity::warning : Severity::error;
    // A foreign command runs beside everything that the file prepares, so that nothing of it may be missing.
    loading_.faults.set_absent(use_.alone() ? Severity::warning : strict);
    if (const Value* secrets = usable_table("secrets")) sweep_files(*secrets, loading_);
    if (Value* env = usable_table("env")) apply_variables(*env, loading_);
    if (use_.alone()) loading_.missing.clear();
    if (Value* locale = usable_table("locale")) generate_ = apply_locale(*locale, loading_);
    expand_rest(strict);
    check_forms(root_, root_table(), loading_.faults);
    if (!use_.alone()) check_env_rules(root_, loading_);
    database_ = read_identity(root_, loading_);
    if (exec_mode()) check_exec_mode(root_, loading_.faults);
    return assemble();
  }

 private:
  Value* usable_table(std::string_view key) {
    Value* value = root_.find(key);
    return value != nullptr && !value->wrong ? value : nullptr;
  }

  void expand_rest(Severity strict) {
    const Lookup lookup = [this](std::string_view name) { return loading_.find(name); };
    const Lookup quiet = [this](std::string_view name) { return Variable{loading_.find(name).value, true}; };
    for (Entry& entry : root_.entries) {
      const Key* key = root_table().find(entry.key);
      if (key == nullptr || entry.key == "env" || entry.key == "locale") continue;
      loading_.faults.set_absent(strict);
      // Hooks and services that a foreign command bypasses may lack what they like, and so may other roles.
      const bool needed = (!use_.alone() || entry.key == "main") && entry.key != "role";
      const auto expand = [&](Value& value, const Table& table) {
        if (value.wrong) return;
        expand_table(value, table, needed && is_of_role(value, loading_) ? lookup : quiet, loading_.faults);
      };
      if (entry.value.wrong) continue;
      if (entry.key == "hook")
        for (Value& hook : entry.value.items) expand(hook, *key->table);
      else if (entry.key == "service")
        for (Entry& service : entry.value.entries) expand(service.value, *key->table->any->table);
      else if (entry.key == "main" && entry.value.type == Type::table)
        expand_main(entry.value, *key->table, lookup, quiet);
      else
        expand_value(entry.value, *key, needed ? lookup : quiet, loading_.faults);
    }
  }

  // What the words of the command line take the place of may lack what it likes, too.
  void expand_main(Value& main, const Table& table, const Lookup& lookup, const Lookup& quiet) {
    constexpr std::array<std::string_view, 3> command{"command", "run", "script"};
    constexpr std::array<std::string_view, 8> beside{"ready",  "live",   "timeout",       "stdin",
                                                     "stdout", "stderr", "default_flags", "options_from"};
    const bool replaced =
        use_.words_use == WordsUse::replace || (use_.words_use == WordsUse::foreign && use_.alone());
    const auto is_one_of = [](auto& list, std::string_view key) {
      return std::find(list.begin(), list.end(), key) != list.end();
    };
    for (Entry& entry : main.entries) {
      const Key* key = table.find(entry.key);
      if (key == nullptr) continue;
      const bool needed =
          !(replaced && is_one_of(command, entry.key)) && !(use_.alone() && is_one_of(beside, entry.key));
      expand_value(entry.value, *key, needed ? lookup : quiet, loading_.faults);
    }
  }

  bool exec_mode() {
    const Value* main = usable_table("main");
    return command_line_.exec_mode || (main != nullptr && text_or(*main, "mode", "supervise") == "exec");
  }

  core::Plan assemble() {
    core::Plan plan;
    std::vector<Draft> drafts = read_units(root_, loading_);
    resolve_order(drafts, loading_.faults);
    leave_out_other_roles(drafts, loading_);
    for (Draft& draft : drafts) plan.units.push_back(std::move(draft.unit));
    plan.main = static_cast<core::UnitId>(plan.units.size() - 1);
    forget(plan.units.back());
    plan.secrets = loading_.secrets;
    plan.forgotten.assign(loading_.forgotten.begin(), loading_.forgotten.end());
    if (generate_) run_first(plan, std::move(*generate_));
    if (database_) run_first(plan, std::move(*database_));
    plan.mode = exec_mode() ? core::Mode::exec : core::Mode::supervise;
    read_init(root_, plan);
    if (use_.alone()) plan.ready_listen.clear();  // `docker run IMAGE bash` beside the one that serves
    read_shutdown(root_, plan, loading_);
    const Value* main = usable_table("main");
    if (command_line_.signal_group || (main != nullptr && text_or(*main, "forward_to", "main") == "group"))
      plan.forward_to = core::SignalTarget::group;
    apply_use(plan, root_, use_, loading_);
    if (plan.units[plan.main].program.words.empty()) report_no_command();
    if (command_line_.grace) plan.grace = command_line_.grace;
    plan.log.level = command_line_.log_level.value_or(plan.log.level);
    plan.log.format = command_line_.log_format.value_or(plan.log.format);
    return plan;
  }

  void report_no_command() {
    const Value* main = root_.find("main");
    if (loading_.faults.incomplete() || (main != nullptr && (main->wrong || has_command(*main)))) return;
    loading_.faults.absent(
        key_span(root_, "main"), "there is no command for main",
        "[main] command = [...], or words behind the image's name when the container is started");
  }

  // What [main] env names itself stays.
  void forget(core::Unit& main) {
    const Value* table = usable_table("main");
    const Value* own = table != nullptr ? usable(*table, "env") : nullptr;
    const auto strip = [&](core::Program& program) {
      Environment environment{std::move(program.environment)};
      for (const std::string& name : loading_.forgotten)
        if (own == nullptr || own->find(name) == nullptr) environment.unset(name);
      program.environment = environment.entries();
    };
    strip(main.program);
    if (main.ready.wait) strip(*main.ready.wait);
    if (main.live) strip(main.live->probe);
    if (main.stop_command) strip(*main.stop_command);
  }

  static void run_first(core::Plan& plan, core::Unit unit) {
    const auto id = static_cast<core::UnitId>(plan.units.size());
    for (core::Unit& other : plan.units)
      if (other.after.empty() && other.stage == core::Stage::start) other.after.push_back(id);
    plan.units.push_back(std::move(unit));
  }

  Value& root_;
  Loading& loading_;
  const CommandLine& command_line_;
  std::optional<core::Unit> generate_, database_;
  Use use_;
};

}  // namespace

LoadResult load(std::string_view text, const std::string& file, const Surroundings& surroundings,
                const CommandLine& command_line) {
  const bool checking = surroundings.purpose == Surroundings::Purpose::check;
  Faults faults{file, without_mark(text), checking ? Severity::warning : Severity::error};
  LoadResult result;
  base::Mask mask;
  Value root = parse(text, faults);
  if (!root.entries.empty() || !faults.any_error()) {
    Loading loading{surroundings, faults, Environment{surroundings.environment}, {}, {}, {}};
    if (const Value* roles = root.find("role"))
      for (const Entry& entry : roles->entries) result.roles.push_back(entry.key);
    core::Plan plan = Loader{root, loading, command_line}.build();
    if (!faults.any_error()) result.plan = std::move(plan);
    mask = base::Mask{loading.secrets};
  }
  result.diagnostics = faults.take();
  for (Diagnostic& diagnostic : result.diagnostics) {
    diagnostic.message = mask.apply(diagnostic.message);
    diagnostic.hint = mask.apply(diagnostic.hint);
  }
  if (result.plan)
    for (const Diagnostic& diagnostic : result.diagnostics)
      result.plan->warnings.push_back(diagnostic.message);
  return result;
}

}  // namespace jeden::config
