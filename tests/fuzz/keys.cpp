// Whatever a file and the environment hold: a value comes back as the key that it was given to, a second run
// changes nothing, and no other line of the file changes. The first line of the input is the key, the second
// the value, the rest the file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "keys/edit.hpp"

namespace {

using namespace jeden::keys;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) +
         (text.ends_with('\n') ? 0 : 1);
}

void check(Format format, const Style& style, std::string_view file, const std::vector<Edit>& edits) {
  const Edited once = edit(format, file, edits, style);
  if (!once.error.empty()) return require(once.changes.empty());
  const Edited twice = edit(format, once.text, edits, style);
  require(twice.error.empty() && twice.text == once.text && twice.changes.empty());
  require(!once.changes.empty() || once.text == file);
  // A value is one line: a section, a blank line and the lines of a path are all that can come with it.
  constexpr std::size_t most = 3;
  const std::size_t path =
      static_cast<std::size_t>(std::count(edits[0].key.begin(), edits[0].key.end(), '.'));
  if (format != Format::json)
    require(lines_of(once.text) <= lines_of(file) + most + path + edits[0].values.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const unsigned choice = data[0];
  std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  const std::string key{take_line(text)}, value{take_line(text)};
  constexpr Format formats[] = {Format::ini,   Format::key_value, Format::properties,
                                Format::shell, Format::yaml,      Format::json};
  constexpr Quoting quotings[] = {Quoting::strict, Quoting::doubled, Quoting::single, Quoting::verbatim};
  constexpr Edit::Kind kinds[] = {Edit::Kind::set, Edit::Kind::append, Edit::Kind::remove};
  Edit edit{kinds[choice / 24 % 3], choice % 2 == 0 ? "" : "section", key, {}, false};
  if (edit.kind != Edit::Kind::remove) edit.values = {{value, false}};
  for (const Format format : formats) check(format, {quotings[choice / 6 % 4], "."}, text, {edit});
  return 0;
}
