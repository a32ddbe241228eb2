#include "process/words.hpp"

#include <array>
#include <charconv>

#include "process/capabilities.hpp"
#include "process/limits.hpp"

namespace jeden::process {
namespace {

class Words {
 public:
  void add(std::string_view flag) { words_.emplace_back(flag); }
  void add(std::string_view option, std::string value) {
    words_.emplace_back(option);
    words_.push_back(std::move(value));
  }
  std::vector<std::string> take() { return std::move(words_); }

 private:
  std::vector<std::string> words_;
};

template <typename Number>
std::string join(const std::vector<Number>& numbers) {
  std::string text;
  for (const Number number : numbers) {
    if (!text.empty()) text += ',';
    text += std::to_string(number);
  }
  return text.empty() ? "none" : text;
}

std::string to_octal(mode_t mode) {
  std::array<char, 12> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), mode, 8);
  return '0' + std::string{digits.data(), result.ptr};
}

std::string to_text(const core::Identity& identity) {
  return std::to_string(identity.uid) + ':' + std::to_string(identity.gid) + ':' + join(identity.groups);
}

void add_settings(const core::Settings& settings, Words& words) {
  if (settings.identity) words.add("--identity", to_text(*settings.identity));
  if (!settings.working_directory.empty()) words.add("--working-directory", settings.working_directory);
  if (settings.umask) words.add("--umask", to_octal(*settings.umask));
  for (const core::Limit& limit : settings.limits) words.add("--limit", limit_to_text(limit));
  if (settings.nice) words.add("--nice", std::to_string(*settings.nice));
  if (settings.oom_score_adjust) words.add("--oom-score-adjust", std::to_string(*settings.oom_score_adjust));
  if (settings.no_new_privileges) words.add("--no-new-privileges");
  if (settings.capabilities.keep)
    words.add("--capabilities", to_capability_list(*settings.capabilities.keep));
}

void add_place(TrampolineOptions::Place place, Words& words) {
  switch (place) {
    case TrampolineOptions::Place::inherit: return;
    case TrampolineOptions::Place::group: return words.add("--new-group");
    case TrampolineOptions::Place::session: return words.add("--new-session");
  }
}

}  // namespace

std::vector<std::string> to_words(const core::Settings& settings, const TrampolineOptions& options) {
  Words words;
  add_settings(settings, words);
  add_place(options.place, words);
  if (options.foreground) words.add("--foreground");
  if (options.parent_death_signal != 0)
    words.add("--parent-death-signal", std::to_string(options.parent_death_signal));
  if (options.signals) {
    words.add("--ignored", to_list(options.signals->ignored));
    words.add("--blocked", to_list(options.signals->blocked));
  }
  if (!options.keep_descriptors.empty()) words.add("--keep-descriptors", join(options.keep_descriptors));
  if (!options.log_format.empty()) words.add("--log-format", options.log_format);
  if (!options.log_unit.empty()) words.add("--log-unit", options.log_unit);
  if (!options.shown_directory.empty()) words.add("--shown-directory", options.shown_directory);
  if (!options.shown_program.empty()) words.add("--shown-program", options.shown_program);
  return words.take();
}

}  // namespace jeden::process
