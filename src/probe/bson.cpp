#include "probe/bson.hpp"

#include <bit>
#include <cstdint>

#include "probe/bytes.hpp"

namespace jeden::probe {
namespace {

constexpr int most_elements = 1000;

// A length that counts itself, as documents and arrays have.
void skip_document(Reader& reader) {
  const auto length = reader.little(4);
  reader.bytes(length < 5 ? SIZE_MAX : length - 4);
}

// False for a type that is unknown or has a length that is not plausible.
bool read_value(Reader& reader, int type, const std::string& name, Bson& result) {
  switch (type) {
    case 0x01: result.numbers[name] = std::bit_cast<double>(reader.little(8)); break;
    case 0x02:
    case 0x0d:
    case 0x0e: {
      const auto length = reader.little(4);
      if (length == 0) return false;
      result.texts[name] = reader.bytes(length).substr(0, length - 1);
      break;
    }
    case 0x03:
    case 0x04:
    case 0x0f: skip_document(reader); break;
    case 0x05: reader.bytes(reader.little(4) + 1); break;
    case 0x06:
    case 0x0a:
    case 0x7f:
    case 0xff: break;
    case 0x07: reader.bytes(12); break;
    case 0x08: result.numbers[name] = static_cast<double>(reader.little(1)); break;
    case 0x09:
    case 0x11: reader.bytes(8); break;
    case 0x0b:
      reader.text();
      reader.text();
      break;
    case 0x10: result.numbers[name] = static_cast<std::int32_t>(reader.little(4)); break;
    case 0x12: result.numbers[name] = static_cast<double>(static_cast<std::int64_t>(reader.little(8))); break;
    case 0x13: reader.bytes(16); break;
    default: return false;
  }
  return !reader.failed();
}

}  // namespace

double Bson::number(std::string_view name) const {
  const auto found = numbers.find(name);
  return found == numbers.end() ? 0 : found->second;
}

std::string Bson::text(std::string_view name) const {
  const auto found = texts.find(name);
  return found == texts.end() ? std::string{} : found->second;
}

std::optional<Bson> read_bson(std::string_view document) {
  Reader reader{document};
  if (reader.little(4) > document.size()) return std::nullopt;
  Bson result;
  for (int count = 0; count < most_elements; ++count) {
    const auto type = static_cast<int>(reader.little(1));
    if (reader.failed()) return std::nullopt;
    if (type == 0) return result;
    const std::string name{reader.text()};
    if (reader.failed() || !read_value(reader, type, name, result)) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace jeden::probe
