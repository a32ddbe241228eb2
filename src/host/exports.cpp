#include "host/exports.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/name_pattern.hpp"

namespace jeden::host {
namespace {

constexpr std::size_t most_bytes = 64 * 1024;

std::string read_all(int file, std::string& text) {
  struct stat status {};
  if (::fstat(file, &status) != 0)
    return std::string{"cannot read what it said: "} + ::strerrordesc_np(errno);
  if (static_cast<std::size_t>(status.st_size) > most_bytes) return "it said more than 64 KiB";
  text.resize(static_cast<std::size_t>(status.st_size));
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  if (count != static_cast<ssize_t>(text.size())) return "cannot read what it said";
  return {};
}

bool may_export(const core::Unit& unit, const std::string& name) {
  return name != "PATH" && base::fits_any(name, unit.exports);
}

}  // namespace

bool has_exports(const core::Unit& unit) {
  return !unit.capture.empty() || !unit.exports.empty();
}

base::Fd make_export_file() {
  return base::Fd{::memfd_create("jeden-exports", MFD_CLOEXEC)};
}

Exported read_exports(int file, const core::Unit& unit) {
  Exported exported;
  std::string text;
  exported.error = read_all(file, text);
  if (!exported.error.empty()) return exported;
  if (!unit.capture.empty()) {
    while (text.ends_with('\n')) text.pop_back();
    if (text.find('\0') != std::string::npos) return {{}, "its output has a NUL character"};
    exported.variables.emplace_back(unit.capture, std::move(text));
    return exported;
  }
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\0'), equals = rest.find('=');
    if (end == std::string_view::npos || equals == 0 || equals > end) return {{}, "it said no NAME=value"};
    const std::string name{rest.substr(0, equals)};
    if (may_export(unit, name))
      exported.variables.emplace_back(name, rest.substr(equals + 1, end - equals - 1));
    rest.remove_prefix(end + 1);
  }
  return exported;
}

std::string read_cause(int file) {
  std::array<char, 1024> text;
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  std::string line{text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return line;
}

}  // namespace jeden::host
