#include "tools/termination_log.hpp"

#include <fcntl.h>

#include "base/fd.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {

void write_termination_log(const std::string& path, int code, std::string_view reason) {
  if (code == 0 || path.empty()) return;
  const base::Fd file{::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!file) return;
  std::string line = "exit code " + std::to_string(code);
  if (!reason.empty()) line.append(": ").append(reason);
  print(file.get(), line + "\n");
}

std::string first_error(const std::vector<config::Diagnostic>& diagnostics) {
  std::string text;
  std::size_t more = 0;
  for (const config::Diagnostic& one : diagnostics) {
    if (one.severity != config::Severity::error) continue;
    if (!text.empty()) {
      ++more;
      continue;
    }
    text = one.file + ":";
    if (one.span.line > 0)
      text += std::to_string(one.span.line) + ":" + std::to_string(one.span.column) + ":";
    text += " " + one.message;
  }
  return more > 0 ? text + " (and " + std::to_string(more) + " more)" : text;
}

}  // namespace jeden::tools
