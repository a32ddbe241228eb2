// Any bytes are a plan or an error, and every diagnostic can be printed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/load.hpp"

namespace {

using namespace jeden::config;

void load_once(std::string_view text, Surroundings::Purpose purpose) {
  const Surroundings surroundings{{"PATH=/usr/bin:/bin", "HOME=/root", "EMPTY="}, "/nonexistent", purpose};
  CommandLine command_line;
  // The first byte also decides about the command line, so that its rules get their share.
  if (!text.empty() && text[0] % 4 == 1) command_line.words = {"--flag"};
  if (!text.empty() && text[0] % 4 == 2) command_line.words = {"bash"};
  if (!text.empty() && text[0] % 4 == 3) command_line.words = {"worker", "--help"};
  const LoadResult result = load(text, "init.toml", surroundings, command_line);
  bool any_error = false;
  for (const Diagnostic& diagnostic : result.diagnostics) {
    any_error = any_error || diagnostic.severity == Severity::error;
    if (render(diagnostic).empty() || render_json(diagnostic).empty()) std::abort();
  }
  if (result.plan.has_value() == any_error) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  load_once(text, Surroundings::Purpose::run);
  load_once(text, Surroundings::Purpose::check);
  return 0;
}
