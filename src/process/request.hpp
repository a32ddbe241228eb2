// The command line of `jeden exec`, read.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/program.hpp"
#include "process/words.hpp"

namespace jeden::process {

struct EnvironmentChange {
  std::string name;
  std::optional<std::string> value;  // none: unset
};

struct Request {
  core::Settings settings;  // --identity fills the identity; --user and --groups are left to be looked up
  TrampolineOptions options;
  std::optional<std::string> user;                 // "app", "app:group", ":group", "1000:1000"
  std::optional<std::vector<std::string>> groups;  // names or numbers, exactly these; empty: none
  std::vector<EnvironmentChange> environment;      // in the order given
  core::Stream standard_input, standard_output, standard_error;
  bool help = false;
  std::span<const std::string_view> program;  // the words after the options
};

// Options are "--name value" or "--name=value" and end at "--" or at the first word that is no option. What
// to_words() wrote is read back as it was. nullopt: `error` says what is wrong, with a suggestion for a
// misspelled option.
std::optional<Request> parse_request(std::span<const std::string_view> words, std::string& error);

}  // namespace jeden::process
