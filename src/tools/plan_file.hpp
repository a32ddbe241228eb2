// What check, plan and graph share: their options, and an init.toml loaded without starting anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {

struct PlanFileRequest {
  std::optional<std::string> file;
  std::vector<std::string> words;  // COMMAND
  bool json = false;
  std::optional<int> answer;  // everything has been said: the exit code
};

// [--json] [FILE | -c FILE | --config FILE] [-- COMMAND...]; --help prints `usage`.
PlanFileRequest parse_plan_file_request(std::string_view tool, std::string_view usage, Arguments arguments);

struct PlanFile {
  std::string path;  // empty: there is none, and that has been said
  config::LoadResult result;
  std::size_t errors = 0, warnings = 0;
};
PlanFile load_plan_file(std::string_view tool, const PlanFileRequest& request);

// The diagnostics as a compiler prints them, on standard error.
void print_diagnostics(const PlanFile& file);

// "file", "valid", "errors", "warnings" and "diagnostics": what stands first in a JSON object about the file.
std::string verdict_json(const PlanFile& file);

// For who needs a plan and finds none. Returns the exit code.
int print_refusal(const PlanFile& file, const PlanFileRequest& request);

}  // namespace jeden::tools
