// Whatever a program writes, in whatever pieces: no byte of it gets lost on its way through the lines, and
// every JSON line is one.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "relay/format.hpp"
#include "relay/json.hpp"
#include "relay/lines.hpp"

namespace {

using namespace jeden::relay;

void require(bool holds) {
  if (!holds) std::abort();
}

// No control character, no quote that is not escaped: the string ends where it should.
void check_json(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    require(static_cast<unsigned char>(text[i]) >= 0x20 && text[i] != '"');
    if (text[i] == '\\')
      require(++i < text.size() && std::string_view{"\"\\bfnrtu"}.find(text[i]) != std::string_view::npos);
  }
}

void check_line(const Formatter& formatter, const Line& line, std::size_t longest) {
  require(line.text.size() <= longest);
  std::string json(line.text.size() * longest_escape, '\0');
  json.resize(static_cast<std::size_t>(escape_json(json.data(), line.text) - json.data()));
  check_json(json);
  std::string whole(formatter.bound(line.text.size()), '\0');
  whole.resize(
      static_cast<std::size_t>(formatter.put(whole.data(), line, Origin::standard_output) - whole.data()));
  require(whole.ends_with("}\n") && whole.find('\n') == whole.size() - 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t longest = 4 + data[0], step = 1 + data[1];
  const std::string_view text{reinterpret_cast<const char*>(data) + 2, size - 2};
  const Formatter formatter{{"fuzz", false, false, Format::json}};
  LineBuffer buffer{longest};
  std::string seen;
  Line line;
  for (std::size_t at = 0; at < text.size(); at += step) {
    const std::string_view piece = text.substr(at, step);
    std::copy(piece.begin(), piece.end(), buffer.room().begin());
    buffer.filled(piece.size());
    while (buffer.next(line)) {
      check_line(formatter, line, longest);
      seen += line.text;
      if (line.ending == Ending::newline) seen += '\n';
    }
  }
  if (buffer.last(line)) {
    check_line(formatter, line, longest);
    seen += line.text;
  }
  require(seen == text);
  return 0;
}
