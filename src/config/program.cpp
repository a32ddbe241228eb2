#include "config/program.hpp"

#include <array>
#include <charconv>

#include "base/number.hpp"
#include "base/size.hpp"
#include "config/reading.hpp"
#include "config/search_path.hpp"
#include "config/settings.hpp"

namespace jeden::config {
namespace {

constexpr std::size_t longest_text = 60'000;  // a pipe holds so much before anybody reads
constexpr std::array<std::string_view, 3> command_keys{"command", "run", "script"};

std::vector<std::string> read_words(const Value& table, const Role& role, Loading& loading) {
  std::string_view used;
  for (const std::string_view key : command_keys) {
    if (table.find(key) == nullptr) continue;
    if (!used.empty())
      loading.faults.error(key_span(table, key),
                           role.title + " has both " + std::string{used} + " and " + std::string{key},
                           "one of them says what to run");
    used = key;
  }
  const Value* value = usable(table, used);
  if (value == nullptr) return {};
  if (used == "script") return {"/bin/sh", "-c", value->text};
  if (value->items.empty() ||
      (!value->items[0].wrong && !value->items[0].unknown && value->items[0].text.empty()))
    loading.faults.error(value->span, std::string{used} + " names no program");
  return texts_of(table, used);
}

core::Stream read_stream(const Value& table, std::string_view key, core::Stream::To initial,
                         Loading& loading) {
  using To = core::Stream::To;
  const Value* value = usable(table, key);
  if (value == nullptr) return {initial, {}};
  const std::string& text = value->text;
  if (text == "inherit" || (text == "stdout" && key == "stdout")) return {To::inherit, {}};
  if (text == "null") return {To::null, {}};
  if (text == "stdout" && key == "stderr") return {To::output, {}};
  if (!value->unknown && text.find('/') == std::string::npos)
    loading.faults.error(value->span, std::string{key} + " cannot be \"" + text + '"',
                         key == "stderr" ? "inherit, null, stdout, or a path with a \"/\""
                                         : "inherit, null, or a path with a \"/\"");
  return {To::path, text};
}

std::uint64_t size_or(const Value& table, std::string_view key, std::uint64_t initial) {
  const Value* value = usable(table, key);
  if (value == nullptr) return initial;
  if (value->type == Type::integer) return static_cast<std::uint64_t>(integer_of(table, key).value_or(0));
  return base::parse_size(value->text).value_or(initial);
}

std::optional<core::Capture> read_capture(const Value& table, Loading& loading) {
  const Value* log = usable(table, "log");
  if (log == nullptr) return std::nullopt;
  core::Capture capture;
  capture.prefix = flag_of(*log, "prefix");
  capture.timestamps = flag_of(*log, "timestamps");
  capture.json = text_or(*log, "format", "text") == "json";
  capture.file = text_or(*log, "file", "");
  capture.max_size = size_or(*log, "max_size", 0);
  capture.keep = static_cast<unsigned>(integer_of(*log, "keep").value_or(capture.keep));
  capture.max_line = size_or(*log, "max_line", capture.max_line);
  if (capture.max_size > 0 && capture.file.empty() && table.find("stdout") == nullptr)
    loading.faults.error(key_span(*log, "max_size"), "max_size needs a file to rotate",
                         "file = \"/var/log/...\"");
  return capture;
}

void read_texts(const Value& table, core::Program& program, Loading& loading) {
  const Value* texts = usable(table, "descriptors");
  if (texts == nullptr) return;
  const Value* ready = usable(table, "ready");
  const auto taken = ready != nullptr ? integer_of(*ready, "fd") : std::nullopt;
  for (const Entry& entry : texts->entries) {
    const int number = entry.key == "0" ? 0 : base::parse_number<int>(entry.key).value_or(1);
    if ((number != 0 || entry.key != "0") && (number < 3 || number > 15))
      loading.faults.error(entry.span, "descriptors has no " + entry.key, "0 and 3 to 15 are possible");
    else if (number == 0 && table.find("stdin") != nullptr)
      loading.faults.error(entry.span, "descriptor 0 is stdin, which is set as well");
    else if (taken == number)
      loading.faults.error(entry.span, "descriptor " + entry.key + " is that of ready already");
    else if (entry.value.text.size() > longest_text)
      loading.faults.error(entry.value.span, "the text of descriptor " + entry.key + " is too long",
                           "at most 60 000 bytes are possible");
    else if (entry.value.wrong)
      continue;
    else if (number == 0)
      program.input = entry.value.text;
    else
      program.texts.push_back({number, entry.value.text});
  }
}

// HOME, USER and LOGNAME follow the user, unless [env] has the last word on them.
void follow_user(Environment& environment, const User& user, const Loading& loading) {
  const auto set = [&](std::string_view name, const std::string& value) {
    if (!loading.own_variables.contains(name)) environment.set(name, value);
  };
  set("HOME", user.home);
  set("USER", user.name);
  set("LOGNAME", user.name);
}

}  // namespace

void check_words(const std::vector<std::string>& words, const Value& value, const Environment& environment,
                 Loading& loading) {
  const Value& first = value.items.empty() ? value : value.items.front();
  if (!loading.checking() || words.empty() || words[0].empty() || first.wrong || first.unknown) return;
  const std::string& name = words[0];
  const bool path = name.find('/') != std::string::npos;
  if ((path && name[0] != '/') || search_path(name, environment, loading.surroundings.root)) return;
  loading.faults.warning(first.span, name + (path ? " is not an executable file" : " is not found in PATH"));
}

bool has_command(const Value& table) {
  for (const std::string_view key : command_keys)
    if (table.find(key) != nullptr) return true;
  return false;
}

core::Program read_program(const Value& table, const Role& role, Loading& loading) {
  core::Program program;
  program.words = read_words(table, role, loading);
  Environment environment = loading.environment;
  if (const auto user = read_user(table, loading)) {
    program.settings.identity = user->identity;
    if (!user->name.empty()) follow_user(environment, *user, loading);
  }
  if (const Value* own = usable(table, "env")) {
    for (const Entry& entry : own->entries) {
      if (!is_variable_name(entry.key))
        loading.faults.error(entry.span, "a variable's name is not empty and has no \"=\" and no NUL");
      else if (!entry.value.wrong)
        environment.set(entry.key, entry.value.text), program.own_variables.push_back(entry.key);
    }
  }
  for (const std::string_view key : command_keys)
    if (const Value* value = usable(table, key)) check_words(program.words, *value, environment, loading);
  program.environment = environment.entries();
  read_settings(table, program.settings, loading);
  read_texts(table, program, loading);
  program.capture = read_capture(table, loading);
  program.standard_input = read_stream(table, "stdin", role.input, loading);
  program.standard_output = read_stream(table, "stdout", core::Stream::To::inherit, loading);
  program.standard_error = read_stream(table, "stderr", core::Stream::To::inherit, loading);
  return program;
}

}  // namespace jeden::config
