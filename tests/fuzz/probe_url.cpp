// URLs: nothing that anybody writes may do more than be refused, and no password may be shown.
#include <cstdlib>
#include <string_view>

#include "probe/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (text.find("_file") != std::string_view::npos || text.find('\0') != std::string_view::npos) return 0;
  const auto parsed = jeden::probe::parse_target(text);
  if ((parsed.target == nullptr) == parsed.error.empty()) std::abort();
  return 0;
}
