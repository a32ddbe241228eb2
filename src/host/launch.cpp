#include "host/launch.hpp"

#include <algorithm>

#include "process/resolve.hpp"
#include "process/words.hpp"

namespace jeden::host {
namespace {

char* pointer_to(const std::string& text) {
  return const_cast<char*>(text.c_str());
}

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const std::string& text : strings) pointers.push_back(pointer_to(text));
  pointers.push_back(nullptr);
  return pointers;
}

bool is_notify(std::string_view entry) {
  return entry.starts_with("NOTIFY_SOCKET=") || entry.starts_with("WATCHDOG_USEC=") ||
         entry.starts_with("WATCHDOG_PID=");
}

bool is_of(std::string_view entry, std::string_view name) {
  return entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=';
}

bool is_replaced(std::string_view entry, const Extras& extras) {
  const std::string_view name = entry.substr(0, entry.find('='));
  return std::any_of(extras.environment.begin(), extras.environment.end(),
                     [&](const std::string& other) { return is_of(other, name); });
}

std::vector<char*> environment_of(const core::Program& program, const Extras& extras) {
  std::vector<char*> pointers;
  pointers.reserve(program.environment.size() + extras.environment.size() + 1);
  for (const std::string& entry : program.environment) {
    if (extras.strip_notify && is_notify(entry)) continue;
    if (!extras.has_learned || !is_replaced(entry, extras)) pointers.push_back(pointer_to(entry));
  }
  for (const std::string& entry : extras.environment) pointers.push_back(pointer_to(entry));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

// uv_spawn empties the mask, resets the dispositions and knows neither groups nor settings. A program that
// needs more than that goes through `jeden exec`, at the price of one more exec; most do not.
Launch::Launch(const core::Program& program, const Surroundings& surroundings, Place place,
               Foreground foreground, Extras extras)
    : program_{&program},
      surroundings_{&surroundings},
      extras_{std::move(extras)},
      words_{program.words},
      environment_pointers_{environment_of(program, extras_)},
      place_{place},
      foreground_{foreground} {
  const process::FoundSignals clean;
  argument_pointers_ = pointers_to(words_);
  if (program.own_binary && program.settings.empty()) return;
  if (surroundings.signals != clean || !program.settings.empty() || foreground == Foreground::yes)
    use_trampoline();
}

void Launch::use_trampoline() {
  process::TrampolineOptions options;
  options.signals = surroundings_->signals;
  options.log_format = surroundings_->log_format;
  options.log_unit = extras_.unit;
  const auto hide = [this](const std::string& text, std::string& shown) {
    if (std::string masked = surroundings_->mask.apply(text); masked != text) shown = std::move(masked);
  };
  hide(program_->settings.working_directory, options.shown_directory);
  hide(program_->words.front(), options.shown_program);
  if (extras_.descriptor >= 0) options.keep_descriptors = {extras_.descriptor};
  if (program_->cause >= 0) options.keep_descriptors.push_back(program_->cause);
  for (const core::Text& text : program_->texts) options.keep_descriptors.push_back(text.descriptor);
  if (foreground_ == Foreground::yes) {
    options.place = process::TrampolineOptions::Place::group;
    options.foreground = true;
  }
  words_ = {"jeden", "exec"};
  for (std::string& word : process::to_words(program_->settings, options)) words_.push_back(std::move(word));
  words_.emplace_back("--");
  if (program_->own_binary) words_.push_back(surroundings_->own_binary);
  words_.insert(words_.end(), program_->words.begin() + (program_->own_binary ? 1 : 0),
                program_->words.end());
  argument_pointers_ = pointers_to(words_);
  by_trampoline_ = true;
}

void Launch::set_variable(std::string_view name, std::string_view value) {
  for (const std::string& own : program_->own_variables)
    if (own == name) return;
  std::erase_if(extras_.environment, [&](const std::string& entry) { return is_of(entry, name); });
  extras_.environment.push_back(std::string{name} + '=' + std::string{value});
  extras_.has_learned = true;
  environment_pointers_ = environment_of(*program_, extras_);
}

int Launch::resolve(std::string& file, std::string& error) {
  file = surroundings_->own_binary;
  if (program_->own_binary || by_trampoline_) return 0;
  const std::string& word = program_->words.front();
  process::Resolution found = process::resolve(word, program_->environment);
  if (found.error != 0) {
    error = process::message_of(found, word, process::search_path(program_->environment));
    return process::exit_code_of(found);
  }
  // execvp(3), which uv_spawn uses, would hand what it does not know to /bin/sh. The kernel may know it
  // (binfmt_misc), and execve(2) in the trampoline asks only the kernel.
  if (!found.recognized) {
    use_trampoline();
    return 0;
  }
  file = std::move(found.path);
  return 0;
}

}  // namespace jeden::host
